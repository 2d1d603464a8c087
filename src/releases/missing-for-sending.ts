import type { BodyNode } from '../rendering/parse-body.js';
import type { AudienceFilter } from '../contacts/audience.js';
import { datesThatDoNotFit } from './dates-in-text.js';
import { doubtfulLinks } from './doubtful-links.js';
import { doubtfulPictures, type WrittenPicture } from './doubtful-pictures.js';
import { doubtfulWording } from './doubtful-wording.js';
import type { Embargo } from './embargo.js';
import { at, look, type Problem, stop } from './preflight-problem.js';
import type { ReleaseKind, WrittenContent } from './release-content.js';
import { topicsOfAudience } from './topics-of-audience.js';
import { relativeDays } from './relative-days.js';

export type { Problem } from './preflight-problem.js';

export type PreflightVersion = WrittenContent & {
  kind: ReleaseKind;
  audience: AudienceFilter;
  embargo: Embargo | null;
};

const LONGEST_SUBJECT = 90;

/**
 * Everything that stands in the way of sending a version, and everything worth a second look in what was written. The
 * mail that becomes of it is looked at by `doubtful-mail.ts`, and where its links lead by `link-checks.service.ts`.
 */
export function missingForSending(version: PreflightVersion, now: Date): Problem[] {
  return [
    ...missingParts(version),
    ...missingNotice(version),
    ...missingRights(version),
    ...missingAdvisoryParts(version),
    ...doubtfulDates(version, now),
    ...doubtfulWords(version),
    ...doubtfulWording([['subject', version.subject], ...textFields(version)], version.language),
    ...doubtfulLinks(version.body, version.language),
    ...doubtfulPictures(picturesOf(version), wordsOf(version)),
    ...doubtfulLengths(version),
  ];
}

function missingParts(version: PreflightVersion): Problem[] {
  const { headline, dateline, kind, pressContacts, audience, type } = version;
  const reachable = pressContacts.some(({ name, email, phone }) => name && (email || phone));
  const needsNoText = kind === 'hold' || kind === 'kill' || (type === 'advisory' && !!version.advisory?.what);
  const isNews = kind === 'original' && type !== 'statement';
  return [
    headline === '' && stop('no headline', 'headline', 'Write a headline.'),
    !needsNoText &&
      textOf(version.body).trim() === '' &&
      stop('no body', 'body', 'Write the text of the release.'),
    !reachable &&
      stop(
        'no press contact',
        'pressContacts',
        'Name a press contact with an address or a telephone number.',
      ),
    kind === 'original' &&
      'topics' in audience &&
      topicsOfAudience(audience).length === 0 &&
      stop('no topics', 'topics', 'Choose at least one topic: its followers get the release.'),
    isNews &&
      type !== 'advisory' &&
      dateline === '' &&
      look('no dateline', 'dateline', 'There is no dateline.'),
  ].filter((problem) => problem !== false);
}

function missingNotice({ kind, notice }: PreflightVersion): Problem[] {
  if (kind === 'original' || notice.trim() !== '') return [];
  return [stop('no notice', 'notice', `Say what this ${kind} is about: receivers read it first.`)];
}

function missingRights(version: PreflightVersion): Problem[] {
  return picturesOf(version).flatMap(({ alt, credit, field, name }) =>
    [
      alt.trim() === '' &&
        stop('no alt text', field, `${name} needs a description for those who cannot see it.`),
      credit.trim() === '' && stop('no credit', field, `${name} needs a credit: who made it?`),
    ].filter((problem) => problem !== false),
  );
}

function picturesOf({ image, body }: PreflightVersion): (WrittenPicture & { credit: string })[] {
  const inBody = imagesOf(body).map(({ attrs = {} }, i) => ({
    alt: String(attrs['alt'] ?? ''),
    credit: String(attrs['credit'] ?? ''),
    field: 'body',
    name: `Picture ${i + 1} in the text`,
  }));
  if (!image) return inBody;
  return [{ alt: image.alt, credit: image.credit, field: 'image', name: 'The picture' }, ...inBody];
}

function missingAdvisoryParts({ type, advisory }: PreflightVersion): Problem[] {
  if (type !== 'advisory') return [];
  const parts = {
    who: advisory?.who,
    what: advisory?.what,
    where: advisory?.where,
    when: advisory?.starts?.at,
  };
  const problems = Object.entries(parts)
    .filter(([, value]) => !value)
    .map(([part]) => stop('advisory part', 'advisory', `The advisory does not say ${part.toUpperCase()}.`));
  const { starts, ends } = advisory ?? {};
  if (starts && ends && ends.at <= starts.at) {
    problems.push(stop('advisory times', 'advisory', 'The event ends before it starts.'));
  }
  return problems;
}

function doubtfulDates(version: PreflightVersion, now: Date): Problem[] {
  const near = version.embargo?.instant ?? now;
  return textFields(version).flatMap(([field, text]) => [
    ...datesThatDoNotFit(text, version.language, near).map(({ written, isA }) =>
      at(look('weekday', field, `“${written}” is a ${isA}.`), written),
    ),
    ...relativeDays(text, version.language, version.embargo, now).map((word) =>
      at(
        look('relative day', field, `“${word}” is read on the day of the lift, not today. Write the date.`),
        word,
      ),
    ),
  ]);
}

// Old marks are copied along with the text of an earlier release; the true one is added when it is sent.
const EMBARGO_WORDS =
  /\b(embargo(?:ed)?(?:\s+until\b[^.\n]{0,40})?|for immediate release|not for (?:release|publication)\b[^.\n]{0,30}|strictly confidential)/i;

function doubtfulWords(version: PreflightVersion): Problem[] {
  return textFields(version).flatMap(([field, text]) => {
    const [found] = EMBARGO_WORDS.exec(text) ?? [];
    if (found === undefined) return [];
    return [
      at(
        look('embargo words', field, `“${found.trim()}” stands in the text. The mark is added by itself.`),
        found.trim(),
      ),
    ];
  });
}

function doubtfulLengths({ subject, headline }: PreflightVersion): Problem[] {
  const { length } = subject || headline;
  if (length <= LONGEST_SUBJECT) return [];
  return [look('long subject', subject ? 'subject' : 'headline', `The subject has ${length} characters.`)];
}

function wordsOf(version: PreflightVersion): string {
  return textFields(version)
    .map(([, text]) => text.trim())
    .join(' ');
}

function textFields(version: PreflightVersion): [string, string][] {
  const { headline, subhead, notice, advisory } = version;
  const event = advisory ? [advisory.who, advisory.what, advisory.where].join('\n') : '';
  return [
    ['headline', headline],
    ['subhead', subhead],
    ['notice', notice],
    ['advisory', event],
    ['body', textOf(version.body)],
  ];
}

/** The words of a body; blocks are parted by line ends. */
export function textOf(node: BodyNode): string {
  if (node.text !== undefined) return node.text;
  const parts = (node.content ?? []).map(textOf);
  return node.type === 'paragraph' || node.type === 'heading' ? `${parts.join('')}\n` : parts.join('');
}

function imagesOf(node: BodyNode): BodyNode[] {
  return node.type === 'image' ? [node] : (node.content ?? []).flatMap(imagesOf);
}
