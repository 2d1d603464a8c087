import type { ComponentChildren, VNode } from 'preact';
import { Badge, Tag } from '../web/components/badge.js';
import { Button } from '../web/components/button.js';
import { EmptyState } from '../web/components/empty-state.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import { MailState } from './contacts-page.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchBadge } from './dispatch-list-page.js';
import { KIND_WORDS } from './dispatch-words.js';
import { releasePath } from './releases-open.js';
import { badgeOf, journalists, KIND_NAMES, titleOf, TYPE_NAMES } from './releases-words.js';
import { type Found, MOST_SHOWN } from './search-everything.js';

export interface SearchPageProps {
  shell: DeskShell;
  q: string;
  /** null: nothing was asked yet. */
  found: Found | null;
  zone: string;
}

export function searchPage(props: SearchPageProps): string {
  const { shell, q, found } = props;
  return page(
    <DeskPage title={q === '' ? 'Search' : `Search: ${q}`} {...shell}>
      <PageHeader title="Search" lead={found && summary(found, q)} />
      <SearchForm q={q} isFirst={found === null} />
      {found ? <Results {...props} found={found} /> : <HowTo />}
    </DeskPage>,
  );
}

function SearchForm({ q, isFirst }: { q: string; isFirst: boolean }): VNode {
  return (
    <search class="search-page">
      <form method="get" action="/desk/search" class="search-form">
        <input
          type="search"
          name="q"
          class="input"
          value={q}
          aria-label="Search for"
          placeholder="A headline, a name, an address, a number"
          data-shortcut="/"
          // The page has no other purpose while nothing was asked.
          autofocus={isFirst}
        />
        <Button icon="search">Search</Button>
      </form>
    </search>
  );
}

function HowTo(): VNode {
  return (
    <EmptyState icon="search" title="Search everything">
      Words of headlines and texts, the beginning of a journalist’s name, an address, an outlet, a topic; or
      the number that stands under a release. Ctrl K leads here from every page.
    </EmptyState>
  );
}

function summary(found: Found, q: string): string {
  const count = Object.values(found).reduce((sum, rows: unknown[] | null) => sum + shown(rows).length, 0);
  if (count === 0) return `Nothing for “${q}”`;
  const isMore = Object.values(found).some((rows: unknown[] | null) => (rows?.length ?? 0) > MOST_SHOWN);
  return `${isMore ? 'The newest ' : ''}${count} for “${q}”`;
}

function shown<Row>(rows: Row[] | null): Row[] {
  return rows?.slice(0, MOST_SHOWN) ?? [];
}

function Results({ q, found, zone }: SearchPageProps & { found: Found }): VNode {
  const { releases, contacts, topics, dispatches } = found;
  const more = (path: string, name: string) => `${path}?${new URLSearchParams({ [name]: q }).toString()}`;
  if ([releases, contacts, topics, dispatches].every((rows) => shown<unknown>(rows).length === 0))
    return <Nothing q={q} />;
  return (
    <div class="search-results">
      <Group title="Releases" rows={releases} all={more('/desk/releases', 'search')}>
        {(each) => (
          <Hit
            href={releasePath(each.publicId)}
            title={titleOf(each.headline)}
            detail={each.kind === 'original' ? TYPE_NAMES[each.type] : KIND_NAMES[each.kind]}
            state={<Badge state={badgeOf(each.state)} />}
          />
        )}
      </Group>
      <Group title="Contacts" rows={contacts} all={more('/desk/contacts', 'q')}>
        {(each) => (
          <Hit
            href={`/desk/contacts/${each.id}`}
            title={each.name || each.email}
            detail={[each.name && each.email, each.outlet?.name].filter(Boolean).join(' · ')}
            state={<MailState contact={each} />}
          />
        )}
      </Group>
      <Group title="Topics" rows={topics} all="/desk/topics">
        {(each) => (
          <Hit
            href={`/desk/topics/${each.id}`}
            title={each.name}
            detail={journalists(each.followers)}
            state={
              each.isArchived && (
                <Tag icon="archive" tone="idle">
                  Archived
                </Tag>
              )
            }
          />
        )}
      </Group>
      <Group title="Dispatches" rows={dispatches} all="/desk/dispatches">
        {(each) => (
          <Hit
            href={`/desk/dispatches/${each.id}`}
            title={titleOf(each.headline)}
            detail={
              <>
                {`${KIND_WORDS[each.kind] ?? each.kind} ${each.id} · `}
                <Time at={each.liftAt} zone={zone} />
              </>
            }
            state={<DispatchBadge row={each} />}
          />
        )}
      </Group>
    </div>
  );
}

type GroupProps<Row> = {
  title: string;
  rows: Row[] | null;
  /** Where all of them are. */
  all: string;
  children: (row: Row) => VNode;
};

function Group<Row>({ title, rows, all, children }: GroupProps<Row>): VNode | null {
  if (rows === null || rows.length === 0) return null;
  const more = rows.length > MOST_SHOWN && <a href={all}>More {title.toLowerCase()}</a>;
  return (
    <Section title={title} actions={more}>
      <ul class="hits">{shown(rows).map(children)}</ul>
    </Section>
  );
}

type HitProps = { href: string; title: string; detail: ComponentChildren; state: ComponentChildren };

function Hit({ href, title, detail, state }: HitProps): VNode {
  return (
    <li>
      <div>
        <a class="row-title" href={href}>
          {title}
        </a>
        <span class="row-detail">{detail}</span>
      </div>
      {state}
    </li>
  );
}

function Nothing({ q }: { q: string }): VNode {
  return (
    <EmptyState icon="search-x" title="Nothing fits">
      No release, journalist, topic or dispatch that you may read has “{q}” in it. Names are found by how
      their words begin; a part from the middle of a word finds nothing.
    </EmptyState>
  );
}
