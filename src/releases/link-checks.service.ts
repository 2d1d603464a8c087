import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { isWebHref, whyHrefIsRefused } from '../rendering/link-href.js';
import { askLink, type LinkRules, PUBLIC_WEB } from './ask-link.js';
import { linksOf } from './doubtful-links.js';
import { at, look, type Problem } from './preflight-problem.js';
import type { ReleaseVersion } from './release-version.entity.js';

/** Tests put their own rules here. */
export const LINK_RULES = Symbol('LINK_RULES');

/** Of one release; beyond that somebody means something else than a release. */
const MOST_LINKS = 100;
const AT_ONCE = 4;
/** What worked is asked again only after so many minutes. */
const FRESH_MINUTES = 10;

/** What is known of a version's links. */
export interface LinkStanding {
  /** Different addresses of web pages in the text. */
  total: number;
  /** Of them never asked. */
  unchecked: number;
  /** The oldest answer; null when there is none. */
  checkedAt: Date | null;
}

/**
 * Asks the web whether the links of a release lead somewhere, only when a person says so: the hosts learn by it that
 * somebody writes about them, which under an embargo is for that person to weigh. Off unless LINK_CHECKS is on.
 */
@Injectable()
export class LinkChecks {
  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Optional() @Inject(LINK_RULES) private readonly rules: LinkRules = PUBLIC_WEB,
  ) {}

  get isOn(): boolean {
    return this.env.LINK_CHECKS;
  }

  /**
   * Asks every link that is not known to work since a few minutes, some at once, and keeps the answers.
   * @returns how many links there are and how many of them do not work
   * @throws DomainError `forbidden` where LINK_CHECKS is off
   */
  async check(actor: Actor, version: ReleaseVersion): Promise<{ total: number; failed: number }> {
    if (!this.isOn) throw new DomainError('forbidden', 'Checking links is off here (setting LINK_CHECKS).');
    const hrefs = webLinks(version);
    const due = await this.source.manager.query<{ href: string }[]>(DUE, [hrefs, FRESH_MINUTES]);
    const queue = due.map(({ href }) => href);
    const work = async (): Promise<void> => {
      for (let href = queue.shift(); href !== undefined; href = queue.shift()) await this.ask(href);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return this.source.transaction(async (manager) => {
      const failed = (await failures(manager, hrefs)).length;
      const detail = { links: hrefs.length, asked: due.length, failed };
      const about = { subjectType: 'release_version', subjectId: version.id };
      await record(manager, { actor, action: 'release.links_checked', ...about, detail });
      return { total: hrefs.length, failed };
    });
  }

  async standing(version: ReleaseVersion): Promise<LinkStanding> {
    const hrefs = webLinks(version);
    const [known] = await this.source.manager.query<{ count: number; oldest: Date | null }[]>(
      `select count(*)::int as count, min(checked_at) as oldest from link_check where href = any ($1)`,
      [hrefs],
    );
    return {
      total: hrefs.length,
      unchecked: hrefs.length - (known?.count ?? 0),
      checkedAt: known?.oldest ?? null,
    };
  }

  private async ask(href: string): Promise<void> {
    const { works, outcome } = await askLink(href, this.rules);
    await this.source.manager.query(KEEP, [href, works, outcome]);
  }
}

/** Links that did not work when they were last asked. */
export async function deadLinks(manager: EntityManager, version: ReleaseVersion): Promise<Problem[]> {
  const dead = await failures(manager, webLinks(version));
  return dead.map(({ href, outcome, minutes }) =>
    at(look('dead link', 'body', `${href} does not work: ${outcome}. Asked ${ago(minutes)}.`), href),
  );
}

function webLinks({ body }: ReleaseVersion): string[] {
  const hrefs = linksOf(body).map(({ href }) => href);
  const usable = hrefs.filter((href) => isWebHref(href) && whyHrefIsRefused(href) === null);
  return [...new Set(usable)].slice(0, MOST_LINKS);
}

function failures(manager: EntityManager, hrefs: string[]): Promise<Failure[]> {
  return manager.query<Failure[]>(FAILED, [hrefs]);
}

interface Failure {
  href: string;
  outcome: string;
  minutes: number;
}

function ago(minutes: number): string {
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? '' : 's'} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}

const DUE = `
  select h.href from unnest($1::text[]) with ordinality h (href, n)
   where not exists (select from link_check c
                      where c.href = h.href and c.works and c.checked_at > now() - $2::int * interval '1 minute')
   order by h.n`;

const KEEP = `
  insert into link_check (href, works, outcome) values ($1, $2, $3)
  on conflict (href) do update set works = excluded.works, outcome = excluded.outcome, checked_at = now()`;

const FAILED = `
  select c.href, c.outcome, floor(extract(epoch from now() - c.checked_at) / 60)::int as minutes
    from unnest($1::text[]) with ordinality h (href, n) join link_check c on c.href = h.href and not c.works
   order by h.n`;
