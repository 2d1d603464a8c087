import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
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

  /** Only events about a delivery of ours, named by a token of ours; an address names none. */
  private async keep(manager: EntityManager, provider: Provider, event: Json): Promise<boolean> {
    const raw = Buffer.from(JSON.stringify(event));
    const said = readProviderEvent(provider, raw);
    if (!said) return false;
    const deliveryId = this.tokens.find(tracesOf(provider, event));
    if (deliveryId === null) {
      await tally(manager, provider, 'unknown delivery');
      return false;
    }
    return this.insert(manager, provider, deliveryId, raw, said.kind === 'delivered');
  }

  /** That a mail arrived is news only for one in doubt. */
  private async insert(
    manager: EntityManager,
    provider: Provider,
    deliveryId: number,
    raw: Buffer,
    onlyInDoubt: boolean,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `insert into inbound_mail (source, delivery_id, kind, raw)
       select $1, $2::bigint, 'unread', $3
        where not $4::boolean or exists (select from delivery where id = $2 and state = 'in_doubt') returning id`,
      [provider, deliveryId, raw, onlyInDoubt],
    );
    return rows.length > 0;
  }
}

async function remember(manager: EntityManager, provider: Provider, id: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `insert into webhook_seen (source, event_id) values ($1, $2) on conflict do nothing returning event_id`,
    [provider, id],
  );
  return rows.length > 0;
}
