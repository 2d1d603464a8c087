import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { SingleMail } from '../auth/transactional-mail.js';
import { InboundMail } from './inbound-mail.entity.js';
import { tally } from './inbound-tally.js';
import { OurTokens } from './our-tokens.js';
import { type Json, type Provider } from './providers/provider-event.js';
import { readProviderEvent, tracesOf } from './providers/read-provider-event.js';
import type { RefusedCall } from './providers/refused-call.js';

/** One believed call. */
export interface BelievedCall {
  /** The provider's own id of it: a second call with the same is a replay. */
  id: string;
  events: Json[];
}

/** How many events of a call became inbound mail, to be read by the worker like any other. */
export interface Taken {
  kept: number;
  isReplay: boolean;
}

/** Keeps what providers tell, once their signature was believed. */
@Injectable()
export class WebhookIntake {
  private readonly tokens: OurTokens;

  constructor(
    private readonly source: DataSource,
    @Inject(ENV) env: Env,
  ) {
    this.tokens = new OurTokens(env);
  }

  /** Either all of a call is kept and its id remembered, or nothing: then the provider sends it again. */
  async take(provider: Provider, call: BelievedCall): Promise<Taken> {
    return this.source.transaction(async (manager) => {
      if (!(await remember(manager, provider, call.id))) {
        await tally(manager, provider, 'replayed');
        return { kept: 0, isReplay: true };
      }
      let kept = 0;
      for (const event of call.events) if (await this.keep(manager, provider, event)) kept += 1;
      return { kept, isReplay: false };
    });
  }

  async countRefusal(provider: Provider, reason: RefusedCall): Promise<void> {
    await tally(this.source, provider, reason);
  }

  /** Only events about a mail of ours, named by a token of ours; an address names none. */
  private async keep(manager: EntityManager, provider: Provider, event: Json): Promise<boolean> {
    const raw = Buffer.from(JSON.stringify(event));
    const said = readProviderEvent(provider, raw);
    if (!said) return false;
    const traces = tracesOf(provider, event);
    const deliveryId = this.tokens.find(traces);
    const single = deliveryId === null ? this.tokens.findSingle(traces) : null;
    if (deliveryId === null && single === null) {
      await tally(manager, provider, 'unknown delivery');
      return false;
    }
    const isNews = said.kind !== 'delivered' || (await isInDoubt(manager, deliveryId, single));
    if (isNews) await manager.insert(InboundMail, { source: provider, deliveryId, kind: 'unread', raw });
    return isNews;
  }
}

const IN_DOUBT: Record<SingleMail['mail'], string> = {
  digest: `select from digest where id = $1 and state = 'in_doubt'`,
  notice: `select from notice where contact_id = $1 and state = 'in_doubt'`,
  letter: `select from letter where id = $1 and state = 'in_doubt'`,
};

/** That a mail arrived is news only for one in doubt. */
async function isInDoubt(
  manager: EntityManager,
  deliveryId: number | null,
  single: SingleMail | null,
): Promise<boolean> {
  const rows = single
    ? await manager.query<unknown[]>(IN_DOUBT[single.mail], [single.id])
    : await manager.query<unknown[]>(`select from delivery where id = $1 and state = 'in_doubt'`, [
        deliveryId,
      ]);
  return rows.length > 0;
}

async function remember(manager: EntityManager, provider: Provider, id: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `insert into webhook_seen (source, event_id) values ($1, $2) on conflict do nothing returning event_id`,
    [provider, id],
  );
  return rows.length > 0;
}
