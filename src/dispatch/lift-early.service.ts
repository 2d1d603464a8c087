import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { type Embargo as NewLift, parseEmbargo, type WallTime } from '../releases/embargo.js';
import { shortEmbargoTime } from '../rendering/embargo-line.js';
import type { Embargo } from '../rendering/release-content.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { type PageLanguage, pageLanguage, wordsIn } from '../subscriptions/journalist-words.js';
import { DispatchService } from './dispatch.service.js';
import type { Dispatch } from './dispatch.entity.js';

interface EarlyReader {
  email: string;
  contactId: number | null;
  /** Null: erased since. */
  languages: string[] | null;
  headline: string;
}

/** ms that the lift waits for the notices at most: an embargo that is broken elsewhere does not wait for one slow server. */
const PATIENCE = 5_000;

/** Connections that tell readers at once. */
const AT_ONCE = 10;

type News = 'lifted' | 'forward';
type Letter = Awaited<ReturnType<typeof renderTransactional>>;

/** A lift before its time, or at an earlier one: readers with early access are told first. */
@Injectable()
export class LiftEarlyService {
  constructor(
    private readonly database: DataSource,
    private readonly dispatches: DispatchService,
    private readonly mail: TransactionalMail,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async liftNow(actor: Actor, dispatchId: number): Promise<Dispatch> {
    await this.dispatches.requireLiftable(dispatchId);
    await this.tellEarlyReaders(dispatchId, 'lifted');
    return this.dispatches.liftNow(actor, dispatchId);
  }

  /** @throws DomainError `invalid` at `lift` when the time does not name one instant, or not one between now and the lift */
  async bringForward(actor: Actor, dispatchId: number, time: WallTime): Promise<Dispatch> {
    const { instant, zone } = await this.newLift(dispatchId, time);
    await this.tellEarlyReaders(dispatchId, 'forward', { instant: instant.toISOString(), zone });
    return this.dispatches.bringForward(actor, dispatchId, instant);
  }

  /** What `bringForward` would do at this moment; changes nothing. Throws as it does. */
  async newLift(dispatchId: number, time: WallTime): Promise<NewLift> {
    const lift = parseEmbargo(time, 'lift');
    await this.dispatches.requireLiftable(dispatchId, lift.instant);
    return lift;
  }

  /** Does not wait for longer than PATIENCE; what is not sent by then is sent meanwhile. */
  private async tellEarlyReaders(dispatchId: number, news: News, newLift?: Embargo): Promise<void> {
    const told = this.tellAll(await this.earlyReaders(dispatchId), news, newLift);
    await Promise.race([told, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
  }

  private earlyReaders(dispatchId: number): Promise<EarlyReader[]> {
    return this.database.query<EarlyReader[]>(
      `select x.email, c.id as "contactId", c.languages, v.headline
         from delivery x join dispatch d on d.id = x.dispatch_id join release_version v on v.id = d.version_id
         left join contact c on c.id = x.contact_id
        where x.dispatch_id = $1 and x.tier = 'early' and x.email is not null and x.state in ('accepted', 'in_doubt', 'transmitting')
        order by x.id`,
      [dispatchId],
    );
  }

  /** One letter a language; AT_ONCE connections take the readers in turn. */
  private async tellAll(readers: EarlyReader[], news: News, newLift?: Embargo): Promise<void> {
    const letters = new Map<string, Promise<Letter>>();
    const queue = readers.values();
    const takeTurns = async () => {
      for (const { email, contactId, languages, headline } of queue) {
        const language = pageLanguage(...(languages ?? []), this.env.NEWSROOM_LANGUAGE);
        const letter = letters.get(language) ?? this.letter(language, headline, news, newLift);
        letters.set(language, letter);
        await this.tell({ email, contactId }, letter);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  }

  private letter(language: PageLanguage, headline: string, news: News, newLift?: Embargo): Promise<Letter> {
    const t = wordsIn(language);
    const lift = newLift ? shortEmbargoTime(newLift, language) : '';
    return renderTransactional('notice', {
      language,
      organisation: { name: this.env.ORGANISATION, url: this.env.PUBLIC_URL },
      subject: t(`mail.${news}.subject`, { headline, lift }),
      paragraphs: [t(`mail.${news}.text1`, { headline, lift }), t(`mail.${news}.text2`, { lift })],
    });
  }

  private async tell(
    { email, contactId }: Pick<EarlyReader, 'email' | 'contactId'>,
    letter: Promise<Letter>,
  ): Promise<void> {
    try {
      await this.mail.send({
        to: email,
        ...(contactId !== null && { contactId }),
        ...(await letter),
        purpose: 'embargo-lifted',
      });
    } catch (error) {
      this.log.warn({ event: 'lift.notice_failed', error: String(error) });
    }
  }
}
