import type { Env } from '../config/env.js';
import type { HttpProblem } from '../errors/http-problem.js';
import { directionOf, fillWords } from '../rendering/words.js';
import { LinkButton } from '../web/components/button.js';
import { NewsroomFrame } from '../web/newsroom-frame.js';
import { dateLanguage, newsroomWords } from '../web/newsroom-words.js';
import { page } from '../web/page.js';
import type { NewsroomWords } from '../web/words/en.js';

/** A title, and under the same name with "Text" what to do. */
type Reason =
  'pageMissing' | 'notAllowed' | 'changed' | 'tooLarge' | 'unreadable' | 'tooMany' | 'failed' | 'away';

const REASONS: Record<number, Reason> = {
  401: 'notAllowed',
  403: 'notAllowed',
  404: 'pageMissing',
  405: 'pageMissing',
  409: 'changed',
  413: 'tooLarge',
  414: 'tooLarge',
  429: 'tooMany',
  431: 'tooLarge',
  503: 'away',
};

interface Given {
  problem: Pick<HttpProblem, 'status'>;
  method: string;
  env: Env;
  /** One that the newsroom has words in. */
  language: string;
  requestId: string;
  /** Seconds after which another try is welcome. */
  retryAfter: number;
}

/** An error for a journalist, in their language. It says no more than the status does: the same words for whatever is not there. */
export function newsroomErrorPage(given: Given): string {
  const { problem, env, language, requestId } = given;
  const words = newsroomWords(language);
  const reason = reasonOf(given);
  const title = words[reason];
  return page(
    <NewsroomFrame
      env={env}
      title={`${title} · ${env.ORGANISATION}`}
      description={title}
      language={language}
      direction={directionOf(language)}
      head={<meta name="robots" content="noindex" />}
    >
      <div class="page-intro">
        <h1>{title}</h1>
        <p class="lead">{whatToDo(words, reason, given)}</p>
        {problem.status >= 500 && (
          <p class="muted">
            {words.reference}: <bdi>{requestId}</bdi>
          </p>
        )}
        <p>
          <LinkButton href="/">{words.toNewsroom}</LinkButton>
        </p>
      </div>
    </NewsroomFrame>,
  );
}

/** An address that cannot be read is one where nothing is. */
function reasonOf({ problem: { status }, method }: Given): Reason {
  const isVisit = method === 'GET' || method === 'HEAD';
  const other = status >= 500 ? 'failed' : isVisit ? 'pageMissing' : 'unreadable';
  return REASONS[status] ?? other;
}

function whatToDo(words: NewsroomWords, reason: Reason, { language, retryAfter }: Given): string {
  const style = { style: 'unit', unit: 'second', unitDisplay: 'long' } as const;
  const time = new Intl.NumberFormat(dateLanguage(language), style).format(retryAfter);
  return fillWords(words[`${reason}Text`], { time });
}
