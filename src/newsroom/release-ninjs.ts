import type { Env } from '../config/env.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { bodyToText } from '../rendering/body-to-text.js';
import { wordsIn } from '../rendering/words.js';
import { bodyHtml } from './release-article.js';
import { imagePath, releasePath } from './release-address.js';

const STANDARD = {
  name: 'ninjs',
  version: '3.0',
  schema: 'https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json',
};

/**
 * A release as IPTC ninjs 3.0 for newsroom systems. `pubstatus`: usable; withheld before the lift and while on hold;
 * canceled after a kill. Of what was taken back only the notice is given.
 */
export function releaseNinjs(
  env: Env,
  sight: Sight,
  version: ReleaseVersion,
  topics: { slug: string; name: string }[],
): object {
  const common = {
    standard: STANDARD,
    uri: `${env.PUBLIC_URL}/r/${sight.publicId}`,
    type: 'text',
    version: String(version.number),
    firstcreated: sight.firstOpenedAt.toISOString(),
    versioncreated: sight.openedAt.toISOString(),
    pubstatus: pubStatus(sight, version),
    urgency: version.kind === 'kill' ? 1 : 4,
    language: version.language,
    copyrightholder: env.ORGANISATION,
    ednote: sight.notices[0]?.notice || undefined,
  };
  if (version.takesBack()) return common;
  return { ...common, ...embargoed(version), ...content(env, sight, version, topics) };
}

function pubStatus(sight: Sight, version: ReleaseVersion): 'usable' | 'withheld' | 'canceled' {
  if (version.kind === 'kill') return 'canceled';
  return version.kind === 'hold' || sight.isEarly ? 'withheld' : 'usable';
}

function embargoed({ embargoAt }: ReleaseVersion): object {
  return embargoAt ? { embargoed: embargoAt.toISOString() } : {};
}

function content(
  env: Env,
  sight: Sight,
  version: ReleaseVersion,
  topics: { slug: string; name: string }[],
): object {
  const words = wordsIn(version.language);
  const html = bodyHtml(version, words);
  const text = bodyToText(version.body, { dateline: version.dateline, labels: words });
  return {
    profile: words.types[version.type],
    headlines: [
      { role: 'main', value: version.headline },
      ...(version.subhead ? [{ role: 'sub', value: version.subhead }] : []),
    ],
    bodies: [
      { role: 'main', contenttype: 'text/html', value: html, charcount: html.length },
      { role: 'main', contenttype: 'text/plain', value: text, charcount: text.length },
    ],
    byline: env.ORGANISATION,
    located: version.dateline || undefined,
    subjects: topics.map(({ slug, name }) => ({ uri: `${env.PUBLIC_URL}/topics/${slug}`, name })),
    contacts: version.pressContacts,
    associations: picture(env, version),
    altids: [{ role: 'page', value: env.PUBLIC_URL + releasePath({ publicId: sight.publicId, ...version }) }],
  };
}

function picture(env: Env, { image }: ReleaseVersion): object[] | undefined {
  if (!image) return undefined;
  const { imageId, width, height, alt, caption, credit } = image;
  const href = (variant: string) => env.PUBLIC_URL + imagePath(imageId, variant);
  return [
    {
      name: 'lead',
      uri: href('original'),
      type: 'picture',
      altids: [],
      descriptions: [{ role: 'caption', value: caption || alt }],
      credit,
      renditions: [
        { name: 'original', href: href('original'), width, height },
        { name: 'web', href: href('w1280.jpg'), contenttype: 'image/jpeg' },
      ],
    },
  ];
}
