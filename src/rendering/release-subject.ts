import { cleanLine } from './clean-text.js';
import { shortEmbargoTime } from './embargo-line.js';
import type { ReleaseContent, RenderContext } from './release-content.js';
import { wordsIn } from './words.js';

/**
 * The subject with its marks: a notice is named as what it is, and whoever gets a release before the lift
 * reads so before opening it. "CORRECTION: EMBARGOED UNTIL 24 Nov 2026, 09:00 CET: Headline".
 */
export function releaseSubject(content: ReleaseContent, context: Pick<RenderContext, 'tier'>): string {
  const labels = wordsIn(content.language);
  const marks = [
    content.kind === 'original' ? '' : labels.notices[content.kind].subject,
    content.embargo && context.tier === 'early'
      ? `${labels.embargoedUntil} ${shortEmbargoTime(content.embargo, content.language)}`
      : '',
    cleanLine(content.subject ?? '') || cleanLine(content.headline),
  ];
  return marks.filter((mark) => mark !== '').join(': ');
}
