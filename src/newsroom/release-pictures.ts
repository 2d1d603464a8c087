import type { EntityManager } from 'typeorm';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { BodyNode } from '../rendering/parse-body.js';

/** A picture of a release, as the press may take it. */
export interface ReleasePicture {
  /** The asset's public id. */
  imageId: string;
  alt: string;
  caption: string;
  credit: string;
  /** Pixels of the original. */
  width: number;
  height: number;
  /** Of the original; 0 when the size of it was not asked for. */
  bytes: number;
}

type Words = Pick<ReleaseVersion, 'image' | 'body'>;

/** The pictures of a release in their order, the leading one first, each once, with the size of their originals. */
export async function picturesOf(manager: EntityManager, version: Words): Promise<ReleasePicture[]> {
  const described = describedPictures(version);
  if (described.length === 0) return [];
  const sizes = await manager.query<{ imageId: string; width: number; height: number; bytes: number }[]>(
    `select a.public_id as "imageId", a.width, a.height, octet_length(c.content) as bytes
       from asset a join asset_content c on c.asset_id = a.id and c.variant = 'original'
      where a.public_id = any ($1) and a.kind = 'image'`,
    [described.map(({ imageId }) => imageId)],
  );
  return described.flatMap((picture) => {
    const size = sizes.find(({ imageId }) => imageId === picture.imageId);
    return size ? [{ ...picture, ...size }] : [];
  });
}

function describedPictures({ image, body }: Words): Omit<ReleasePicture, 'width' | 'height' | 'bytes'>[] {
  const all = [...(image ? [image] : []), ...imagesIn(body.content ?? [])].map((each) => ({
    imageId: each.imageId,
    alt: each.alt,
    caption: each.caption,
    credit: each.credit,
  }));
  return all.filter(({ imageId }, i) => all.findIndex((other) => other.imageId === imageId) === i);
}

function imagesIn(nodes: BodyNode[]): { imageId: string; alt: string; caption: string; credit: string }[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'image') return imagesIn(node.content ?? []);
    const { imageId = '', alt = '', caption = '', credit = '' } = node.attrs ?? {};
    return [{ imageId: String(imageId), alt: String(alt), caption: String(caption), credit: String(credit) }];
  });
}

/** "1.8 MB" */
export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
