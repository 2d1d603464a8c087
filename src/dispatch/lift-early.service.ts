import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../auth/actor.js';
import { TransactionalMail } from '../auth/transactional-mail.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { renderTransactional } from '../rendering/render-transactional.js';
import { pageLanguage, wordsIn } from '../subscriptions/journalist-words.js';
import { DispatchService } from './dispatch.service.js';
import type { Dispatch } from './dispatch.entity.js';

interface EarlyReader {
  email: string;
  /** Null: erased since. */
  languages: string[] | null;
  headline: string;
}

/** ms that the lift waits for the notices at most: an embargo that is broken elsewhere does not wait for one slow server. */
const PATIENCE = 5_000;

/** The embargo was broken elsewhere: readers with early access are told first, then everything opens. */
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
    const told = this.tellEarlyReaders(dispatchId);
    await Promise.race([told, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
    return this.dispatches.liftNow(actor, dispatchId);
  }

  private async tellEarlyReaders(dispatchId: number): Promise<void> {
    const readers = await this.database.query<EarlyReader[]>(
      `select x.email, c.languages, v.headline
         from delivery x join dispatch d on d.id = x.dispatch_id join release_version v on v.id = d.version_id
         left join contact c on c.id = x.contact_id
        where x.dispatch_id = $1 and x.tier = 'early' and x.state in ('accepted', 'in_doubt', 'transmitting')`,
      [dispatchId],
    );
    await Promise.allSettled(readers.map((reader) => this.tell(reader)));
  }

  private async tell({ email, languages, headline }: EarlyReader): Promise<void> {
    const language = pageLanguage(...(languages ?? []), this.env.NEWSROOM_LANGUAGE);
    const t = wordsIn(language);
    const content = await renderTransactional('notice', {
      language,
      organisation: { name: this.env.ORGANISATION, url: this.env.PUBLIC_URL },
      subject: t('mail.lifted.subject', { headline }),
      paragraphs: [t('mail.lifted.text1', { headline }), t('mail.lifted.text2')],
    });
    await this.mail
      .send({ to: email, ...content, purpose: 'embargo-lifted' })
      .catch((error: unknown) => this.log.warn({ event: 'lift.notice_failed', error: String(error) }));
  }
}
