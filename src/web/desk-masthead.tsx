import type { VNode } from 'preact';
import { Button } from './components/button.js';
import { Icon } from './components/icon.js';
import {
  groupOf,
  holds,
  type DeskEntry,
  type DeskLink,
  type DeskNavigation,
  type DeskPlace,
} from './desk-navigation.js';

export type DeskUser = { name: string; email: string; role: string };

type MastheadProps = {
  user: DeskUser;
  navigation: DeskNavigation;
  active?: DeskPlace;
  organisation?: string;
};

/** Characters from which a name is set smaller. */
const LONG_NAME = 28;

export function DeskMasthead(props: MastheadProps): VNode {
  const name = props.organisation ?? 'Press desk';
  return (
    <header class="masthead">
      <a class={name.length > LONG_NAME ? 'nameplate nameplate-long' : 'nameplate'} href="/desk">
        {name}
      </a>
      <nav class="masthead-nav" aria-label="Press desk">
        <ul>
          {props.navigation.entries.map((entry) => (
            <TopLink entry={entry} active={props.active} />
          ))}
        </ul>
      </nav>
      <nav class="masthead-nav masthead-elsewhere" aria-label="Elsewhere">
        <ul>
          {props.navigation.elsewhere.map((link) => (
            <MenuLink link={link} />
          ))}
        </ul>
      </nav>
      <SearchForm />
      <UserMenu user={props.user} elsewhere={props.navigation.elsewhere} />
      <SmallMenu {...props} />
    </header>
  );
}

/** The second row: the places of the group one is in. */
export function DeskSubnavigation({
  navigation,
  active,
}: {
  navigation: DeskNavigation;
  active?: DeskPlace;
}): VNode | null {
  const group = groupOf(navigation, active);
  if (!group) return null;
  return (
    <nav class="subnav" aria-label={group.label}>
      <ul>
        {group.links.map((link) => (
          <MenuLink link={link} active={active} />
        ))}
      </ul>
    </nav>
  );
}

function TopLink({ entry, active }: { entry: DeskEntry; active?: DeskPlace }): VNode {
  const current = holds(entry, active) ? (entry.links.length > 1 ? 'true' : 'page') : undefined;
  return (
    <li>
      <a href={entry.href} aria-current={current}>
        {entry.label}
      </a>
    </li>
  );
}

function MenuLink({ link, active }: { link: DeskLink; active?: DeskPlace }): VNode {
  return (
    <li>
      <a
        href={link.href}
        aria-current={link.place !== undefined && link.place === active ? 'page' : undefined}
      >
        <Icon name={link.icon} />
        {link.label}
      </a>
    </li>
  );
}

/** Ctrl-K puts the caret here; without script it is a search form like any other. */
function SearchForm(): VNode {
  return (
    <search class="masthead-search">
      <form action="/desk/search" method="get">
        <Icon name="search" />
        <input
          type="search"
          name="q"
          class="input"
          placeholder="Search"
          aria-label="Search the press desk"
          aria-keyshortcuts="Control+K"
          data-search-field
        />
        <kbd aria-hidden="true">Ctrl K</kbd>
        <button type="submit" class="visually-hidden">
          Search
        </button>
      </form>
    </search>
  );
}

function UserMenu({ user, elsewhere }: { user: DeskUser; elsewhere: DeskLink[] }): VNode {
  return (
    <details class="menu user-menu" name="masthead">
      <summary>
        <Icon name="circle-user-round" />
        <span>{user.name}</span>
        <Icon name="chevron-down" />
      </summary>
      <div class="menu-panel">
        <Identity user={user} />
        <ul>
          {elsewhere.map((link) => (
            <MenuLink link={link} />
          ))}
        </ul>
        <SignOut />
      </div>
    </details>
  );
}

/** On a narrow screen: everything in one list that opens without script. */
function SmallMenu({ user, navigation, active }: MastheadProps): VNode {
  return (
    <details class="menu small-menu" name="masthead">
      <summary>
        <Icon name="menu" />
        <span>Menu</span>
      </summary>
      <nav class="menu-panel" aria-label="Menu">
        <SearchForm />
        {navigation.entries.map((entry) => (
          <>
            {entry.links.length > 1 && <p class="menu-group">{entry.label}</p>}
            <ul>
              {entry.links.map((link) => (
                <MenuLink link={link} active={active} />
              ))}
            </ul>
          </>
        ))}
        <p class="menu-group">Elsewhere</p>
        <ul>
          {navigation.elsewhere.map((link) => (
            <MenuLink link={link} />
          ))}
        </ul>
        <Identity user={user} />
        <SignOut />
      </nav>
    </details>
  );
}

function Identity({ user }: { user: DeskUser }): VNode {
  return (
    <p class="identity">
      <strong>{user.name}</strong>
      <span>{user.email}</span>
      <span>{user.role}</span>
    </p>
  );
}

function SignOut(): VNode {
  return (
    <form method="post" action="/sign-out">
      <Button look="quiet" icon="log-out">
        Sign out
      </Button>
    </form>
  );
}
