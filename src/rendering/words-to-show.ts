import type { ReleaseContent } from './release-content.js';
import { wordsIn } from './words.js';

/**
 * What a mail about this release may repeat. A hold or kill names the release and says why, and does not
 * send out once more the words that nobody should use. It is meant for now: no embargo stands on it.
 */
export function wordsToShow(content: ReleaseContent): ReleaseContent {
  if (content.kind !== 'hold' && content.kind !== 'kill') return content;
  return {
    ...content,
    embargo: undefined,
    subhead: undefined,
    preheader: wordsIn(content.language).notices[content.kind].band,
    dateline: undefined,
    image: undefined,
    advisory: undefined,
    body: { type: 'doc', content: [] },
  };
}
