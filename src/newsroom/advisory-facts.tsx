import type { VNode } from 'preact';
import type { Advisory } from '../releases/release-content.js';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import type { Sight } from '../releases/visibility.js';
import { wordsIn } from '../rendering/words.js';
import { EventMoment } from './moments.js';
import { newsroomWords } from '../web/newsroom-words.js';

type FactsProps = { sight: Sight; version: ReleaseVersion; advisory: Advisory };

/** Who, what, when and where of an event, with its calendar file. */
export function AdvisoryFacts({ sight, version: { language }, advisory }: FactsProps): VNode {
  const words = wordsIn(language);
  const { addToCalendar, yourTime } = newsroomWords(language);
  return (
    <dl class="facts">
      <Fact label={words.who} text={advisory.who} />
      <Fact label={words.what} text={advisory.what} />
      {advisory.starts && (
        <div>
          <dt>{words.when}</dt>
          <dd>
            <EventMoment starts={advisory.starts} ends={advisory.ends} language={language} yours={yourTime} />
            <p>
              <a href={calendarPath(sight)}>{addToCalendar}</a>
            </p>
          </dd>
        </div>
      )}
      <Fact label={words.where} text={advisory.where} />
      {advisory.more.map((fact) => (
        <Fact {...fact} />
      ))}
    </dl>
  );
}

function calendarPath({ publicId }: Sight): string {
  return `/r/${publicId}/event.ics`;
}

function Fact({ label, text }: { label: string; text: string }) {
  if (text === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd class="keep-lines" dir="auto">
        {text}
      </dd>
    </div>
  );
}
