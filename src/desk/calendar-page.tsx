import type { VNode } from 'preact';
import { LinkButton, PostButton } from '../web/components/button.js';
import { EmptyState } from '../web/components/empty-state.js';
import { Notice } from '../web/components/notice.js';
import { PageHeader } from '../web/components/page-header.js';
import { Section } from '../web/components/section.js';
import { Segmented } from '../web/components/segmented.js';
import { Time } from '../web/components/time.js';
import { DeskPage, page } from '../web/page.js';
import type { CalendarEntry } from './calendar-entries.js';
import type { CalendarFeed } from './calendar-feed.entity.js';
import { CalendarLine, CalendarList, dayTitle } from './calendar-list.js';
import { type CalendarDay, type CalendarMonth, dayOf, withEntries } from './calendar-month.js';
import type { DeskShell } from './desk-shell.js';

export type CalendarView = 'month' | 'list';

export interface CalendarPageProps {
  shell: DeskShell;
  month: CalendarMonth;
  view: CalendarView;
  entries: CalendarEntry[];
  now: Date;
  zone: string;
  feed: CalendarFeed | null;
  /** The address just made, shown this once. */
  address?: string;
}

export function calendarPage(props: CalendarPageProps): string {
  const { shell, month, zone } = props;
  return page(
    <DeskPage title={`${monthTitle(month.month)}, calendar`} active="calendar" {...shell}>
      <PageHeader
        title={monthTitle(month.month)}
        lead={`Embargoes and events, in the time of ${cityOf(zone)}`}
        actions={<Turn {...props} />}
      />
      <Segmented
        label="View"
        segments={[
          {
            label: 'Month',
            icon: 'calendar',
            href: pathOf(month.month, 'month'),
            current: props.view === 'month',
          },
          { label: 'List', icon: 'list', href: pathOf(month.month, 'list'), current: props.view === 'list' },
        ]}
      />
      <Entries {...props} />
      <Feed {...props} />
    </DeskPage>,
  );
}

function pathOf(month: string, view: CalendarView): string {
  return `/desk/calendar?month=${month}${view === 'list' ? '&view=list' : ''}`;
}

/** "New York" */
function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "November 2026" */
function monthTitle(month: string): string {
  const middle = new Date(`${month}-15T12:00:00Z`);
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(middle);
}

function Turn({ month, view, now, zone }: CalendarPageProps): VNode {
  const { previous, next } = month;
  const today = dayOf(now, zone).slice(0, 7);
  return (
    <>
      <LinkButton href={pathOf(previous, view)} icon="chevron-left" data-shortcut="p">
        {monthTitle(previous).split(' ')[0]}
      </LinkButton>
      {today !== month.month && <LinkButton href={pathOf(today, view)}>Today</LinkButton>}
      <LinkButton href={pathOf(next, view)} iconEnd="chevron-right" data-shortcut="n">
        {monthTitle(next).split(' ')[0]}
      </LinkButton>
    </>
  );
}

function Entries(props: CalendarPageProps): VNode {
  const { entries, view, month, now, zone } = props;
  const inMonth = entries.filter(({ at }) => dayOf(at, zone).startsWith(month.month));
  if (view === 'month') return <Month {...props} />;
  if (inMonth.length > 0)
    return (
      <>
        <h2 class="visually-hidden">Days</h2>
        <CalendarList entries={inMonth} zone={zone} now={now} />
      </>
    );
  return (
    <EmptyState icon="calendar" title={`Nothing in ${monthTitle(month.month)}`}>
      A release comes here when it gets an embargo, and an advisory when it says when its event begins.
    </EmptyState>
  );
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A table on a wide screen; on a phone a list of the days that have something on them, and of today. */
function Month({ month, entries, now, zone }: CalendarPageProps): VNode {
  const today = dayOf(now, zone);
  return (
    <table class="month">
      <caption class="visually-hidden">{monthTitle(month.month)}</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((weekday) => (
            <th scope="col">
              <abbr title={weekday}>{weekday.slice(0, 3)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {withEntries(month, entries, zone).map((week) => (
          <tr>
            {week.map((day) => (
              <Day day={day} isToday={day.date === today} now={now} zone={zone} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type DayProps = { day: CalendarDay<CalendarEntry>; isToday: boolean; now: Date; zone: string };

function Day({ day, isToday, now, zone }: DayProps): VNode {
  const { date, number, isInMonth, entries } = day;
  const classes = [
    !isInMonth && 'month-other',
    entries.length === 0 && !isToday && 'month-empty',
    isToday && 'month-today',
  ];
  return (
    <td class={classes.filter(Boolean).join(' ') || undefined} aria-current={isToday ? 'date' : undefined}>
      <span class="month-number" aria-hidden="true">
        {number}
      </span>
      <span class="month-date">{dayTitle(date, now, zone)}</span>
      {entries.length > 0 && (
        <ul>
          {entries.map((entry) => (
            <CalendarLine entry={entry} zone={zone} />
          ))}
        </ul>
      )}
      {isToday && entries.length === 0 && <span class="month-quiet muted">Nothing today.</span>}
    </td>
  );
}

function Feed({ feed, address, month, zone }: CalendarPageProps): VNode {
  return (
    <Section title="In your own calendar" id="feed">
      {address && (
        <Notice tone="ok" title="Give this address to your calendar program. It is not shown again.">
          <code class="secret">{address}</code>
          <p>
            Whoever has it sees what is under embargo. If it gets lost, make a new one: the old one ends with
            that.
          </p>
        </Notice>
      )}
      <p class="measure">
        {feed ? (
          <>
            You have an address since <Time at={feed.createdAt} zone={zone} />,{' '}
            {feed.lastReadAt ? (
              <>
                last read <Time at={feed.lastReadAt} zone={zone} />
              </>
            ) : (
              'not read yet'
            )}
            .
          </>
        ) : (
          'With an address of your own a calendar program follows every embargo and event by itself.'
        )}
      </p>
      <div class="button-row">
        <PostButton action="/desk/calendar/feed" icon="calendar-plus">
          {feed ? 'Make a new address' : 'Make an address'}
        </PostButton>
        {feed && (
          <PostButton action="/desk/calendar/feed/end" icon="ban">
            End it
          </PostButton>
        )}
        <LinkButton href={`/desk/calendar/month.ics?month=${month.month}`} icon="download" look="quiet">
          {`Download ${monthTitle(month.month)}`}
        </LinkButton>
      </div>
    </Section>
  );
}
