import { slugOf } from '../contacts/slug.js';

/** The path of a release's page. The headline in it is for people; the id decides. */
export function releasePath({ publicId, headline }: { publicId: string; headline: string }): string {
  const slug = slugOf(headline);
  return slug === '' ? `/r/${publicId}` : `/r/${publicId}/${encodeURIComponent(slug)}`;
}

/** The path of a picture in one of its sizes: `w640.webp`, `w1280.jpg` … */
export function imagePath(imageId: string, variant: string): string {
  return `/media/${imageId}/${variant}`;
}

export function filePath({ fileId, name }: { fileId: string; name: string }): string {
  return `/files/${fileId}/${encodeURIComponent(name)}`;
}
