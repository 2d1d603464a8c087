import type { IconName } from './components/icon.js';

export type DeskPlace =
  | 'overview'
  | 'calendar'
  | 'releases'
  | 'contacts'
  | 'topics'
  | 'audiences'
  | 'early-access'
  | 'data-protection'
  | 'dispatches'
  | 'bounces'
  | 'suppressions'
  | 'statistics'
  | 'users'
  | 'tokens'
  | 'record';

export type DeskLink = { place?: DeskPlace; label: string; href: string; icon: IconName };
/** An entry of the top row. With `links` it is a group: its own `href` leads to the first of them. */
export type DeskEntry = DeskLink & { links: DeskLink[] };
export type DeskNavigation = { entries: DeskEntry[]; elsewhere: DeskLink[] };

type Plan = { label: string; icon: IconName; links: [DeskPlace, string, string, IconName][] };

const PLAN: Plan[] = [
  {
    label: 'Overview',
    icon: 'sun',
    links: [
      ['overview', 'Overview', '/desk', 'sun'],
      ['calendar', 'Calendar', '/desk/calendar', 'calendar'],
    ],
  },
  { label: 'Releases', icon: 'newspaper', links: [['releases', 'Releases', '/desk/releases', 'newspaper']] },
  {
    label: 'Press list',
    icon: 'contact',
    links: [
      ['contacts', 'Contacts', '/desk/contacts', 'contact'],
      ['topics', 'Topics', '/desk/topics', 'hash'],
      ['audiences', 'Audiences', '/desk/audiences', 'users'],
      ['early-access', 'Early access', '/desk/early-access', 'key-round'],
      ['data-protection', 'Data protection', '/desk/data-protection', 'shield-check'],
    ],
  },
  {
    label: 'Delivery',
    icon: 'send',
    links: [
      ['dispatches', 'Dispatches', '/desk/dispatches', 'send'],
      ['bounces', 'Bounces', '/desk/bounces', 'undo-2'],
      ['suppressions', 'Suppressions', '/desk/suppressions', 'user-x'],
    ],
  },
  {
    label: 'Statistics',
    icon: 'chart-line',
    links: [['statistics', 'Statistics', '/desk/statistics', 'chart-line']],
  },
  {
    label: 'Settings',
    icon: 'settings',
    links: [
      ['users', 'Users', '/desk/users', 'user-cog'],
      ['tokens', 'API tokens', '/desk/tokens', 'key-round'],
      ['record', 'Record', '/desk/record', 'scroll-text'],
    ],
  },
];

/**
 * What this person finds in the desk's navigation. `sees` answers from their permissions; a group
 * without a visible place is left out. `mailbox` is given only where mail is caught locally.
 */
export function deskNavigation(
  sees: (place: DeskPlace) => boolean,
  paths: { newsroom: string; mailbox?: string },
): DeskNavigation {
  return { entries: PLAN.flatMap((plan) => entry(plan, sees)), elsewhere: elsewhere(paths) };
}

/** The group a place belongs to, when that group has more than one place to choose from. */
export function groupOf(navigation: DeskNavigation, place: DeskPlace | undefined): DeskEntry | undefined {
  return navigation.entries.find(
    (one) => one.links.length > 1 && one.links.some((link) => link.place === place),
  );
}

export function holds(entry: DeskEntry, place: DeskPlace | undefined): boolean {
  return place !== undefined && entry.links.some((link) => link.place === place);
}

function entry(plan: Plan, sees: (place: DeskPlace) => boolean): DeskEntry[] {
  const links = plan.links
    .filter(([place]) => sees(place))
    .map(([place, label, href, icon]): DeskLink => ({ place, label, href, icon }));
  const first = links[0];
  return first ? [{ label: plan.label, icon: plan.icon, href: first.href, links }] : [];
}

function elsewhere(paths: { newsroom: string; mailbox?: string }): DeskLink[] {
  const newsroom: DeskLink = { label: 'Newsroom', href: paths.newsroom, icon: 'globe' };
  return paths.mailbox ? [newsroom, { label: 'Mailbox', href: paths.mailbox, icon: 'inbox' }] : [newsroom];
}
