import type { VNode } from 'preact';
import { releaseTypes } from '../releases/release-content.js';
import { wordsIn } from '../rendering/words.js';
import { Button } from '../web/components/button.js';
import type { FrontPageFilter, FrontPageProps, TopicChoice } from './front-page.js';
import { newsroomWords } from '../web/newsroom-words.js';

/**
 * Search, topic, type and time: a plain form, so that each selection is an address to keep. On a phone all but the
 * search is folded away, so that the newest release is on the first screen.
 */
export function Filters({ env, filter, topics, topic }: FrontPageProps): VNode {
  const words = newsroomWords(env.NEWSROOM_LANGUAGE);
  const { types } = wordsIn(env.NEWSROOM_LANGUAGE);
  return (
    <form method="get" action={topic ? `/topics/${topic.slug}` : '/'} class="newsroom-filters" role="search">
      <div class="filter-search">
        <label>
          <span>{words.search}</span>
          <input class="input" type="search" name="q" value={filter.q} maxLength={200} />
        </label>
        <Button>{words.show}</Button>
      </div>
      <details class="filter-more" open={hasChoices(filter, topic)}>
        <summary>{words.filter}</summary>
        <div class="filter-choices">
          {!topic && (
            <Choice name="topic" label={words.topic} value={filter.topic} all={words.allTopics}>
              {topics.map(({ slug, name }) => [slug, name])}
            </Choice>
          )}
          <Choice name="type" label={words.type} value={filter.type} all={words.allTypes}>
            {releaseTypes.map((type) => [type, types[type]])}
          </Choice>
          <label>
            <span>{words.from}</span>
            <input class="input" type="date" name="from" value={filter.from} />
          </label>
          <label>
            <span>{words.to}</span>
            <input class="input" type="date" name="to" value={filter.to} />
          </label>
        </div>
      </details>
    </form>
  );
}

/** Whether less than the whole list is asked for; a topic's own page is a whole list. */
export function isFiltered({ q, type, topic, from, to }: FrontPageFilter, own?: TopicChoice): boolean {
  return q !== '' || hasChoices({ type, topic, from, to }, own);
}

type Choices = Pick<FrontPageFilter, 'type' | 'topic' | 'from' | 'to'>;

function hasChoices({ type, topic, from, to }: Choices, own?: TopicChoice): boolean {
  return [type, own ? '' : topic, from, to].some((value) => value !== '');
}

type ChoiceProps = { name: string; label: string; value: string; all: string; children: [string, string][] };

function Choice({ name, label, value, all, children }: ChoiceProps): VNode {
  return (
    <label>
      <span>{label}</span>
      <select class="input" name={name}>
        <option value="">{all}</option>
        {children.map(([choice, word]) => (
          <option value={choice} selected={choice === value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
