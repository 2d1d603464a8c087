import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LOG, type Log } from '../ops/log.js';
import { type ImapAccount, imapAccount } from './imap-account.js';
import { hasRoom, mailsKeptADay } from './inbound-limit.js';
import { OurTokens } from './our-tokens.js';
import { findAddresses } from './reading/mail/addresses.js';

/** Larger mails are marked without being read, and so are those beyond what is kept a day. */
const LARGEST_MAIL = 5 * 1024 * 1024;
/** ms between two looks when the server announces nothing. */
const LOOK_EVERY = 60_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
/** Where a mail was sent to, as the servers on its way wrote it. */
const ADDRESSED = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'return-path'];

/**
 * Fetches bounces from a mailbox where no port 25 is to be had. Takes only unseen mails to return paths of ours, each once
 * (by UIDVALIDITY and UID), marks them as seen or moves them, and leaves all other mail alone. Reconnects for ever.
 */
@Injectable()
export class ImapSource implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly account: ImapAccount | null;
  private readonly tokens: OurTokens;
  private readonly stopping = new AbortController();
  private client: ImapFlow | undefined;
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(
    private readonly source: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.account = env.IMAP_URL ? imapAccount(env.IMAP_URL) : null;
    this.tokens = new OurTokens(env);
  }

  onApplicationBootstrap(): void {
    if (this.account) this.running = this.run(this.account);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.client?.close();
    await this.running;
  }

  private async run(account: ImapAccount): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.watch(account);
      } catch (error) {
        this.failures += 1;
        if (!this.stopping.signal.aborted)
          this.log.warn({ event: 'imap.failed', host: account.options.host, error: String(error) });
      }
      await pause(
        Math.min(FIRST_WAIT * 2 ** Math.max(0, this.failures - 1), LONGEST_WAIT),
        this.stopping.signal,
      );
    }
  }

  /** One connection, until it ends or fails. Its library, a tenth of what a worker's start takes, is loaded only here. */
  private async watch({ options, folder }: ImapAccount): Promise<void> {
    const imap = await import('imapflow');
    if (this.stopping.signal.aborted) return;
    const client = new imap.ImapFlow({ ...options, logger: false, maxIdleTime: LOOK_EVERY });
    this.client = client;
    const ended = new AbortController();
    client.on('error', () => ended.abort());
    client.on('close', () => ended.abort());
    try {
      await client.connect();
      await client.mailboxOpen(folder);
      this.failures = 0;
      for (const left = new Set<number>(); !ended.signal.aborted && !this.stopping.signal.aborted;) {
        const next = news(client, AbortSignal.any([ended.signal, this.stopping.signal]));
        await this.look(client, left);
        // By itself it begins to listen only after 15 s of silence. It ends with the next command, or with the connection.
        client.idle().catch(() => undefined);
        await next;
      }
    } finally {
      client.close();
    }
  }

  /** @param left mails that are not for us, by UID; they are not looked at again */
  private async look(client: ImapFlow, left: Set<number>): Promise<void> {
    const unseen = await client.search({ seen: false }, { uid: true });
    for (const uid of unseen || []) {
      if (left.has(uid)) continue;
      if (await this.take(client, uid)) await this.finish(client, uid);
      else left.add(uid);
    }
  }

  private async take(client: ImapFlow, uid: number): Promise<boolean> {
    const found = await client.fetchOne(String(uid), { headers: ADDRESSED, size: true }, { uid: true });
    if (!found) return false;
    const headers = (found.headers ?? Buffer.alloc(0)).toString('latin1').replaceAll(/\r?\n[ \t]+/g, ' ');
    const rcpt = findAddresses(headers.slice(0, 20_000)).find((each) => this.tokens.isOurs(each));
    if (rcpt === undefined) return false;
    const isSmall = (found.size ?? 0) <= LARGEST_MAIL;
    const isRead = isSmall && (await hasRoom(this.source, rcpt, mailsKeptADay.returnPath));
    const mail = isRead && (await client.fetchOne(String(uid), { source: true }, { uid: true }));
    await this.keep(eventId(client, uid), rcpt, senderIn(headers), mail ? (mail.source ?? null) : null);
    return true;
  }

  private async keep(id: string, rcpt: string, sender: string | null, raw: Buffer | null): Promise<void> {
    await this.source.query(
      `insert into inbound_mail (source, rcpt, sender, delivery_id, event_id, kind, raw)
       values ('imap', $1, $2, $3, $4, $5, $6) on conflict (source, event_id) do nothing`,
      [rcpt, sender, this.tokens.ofReturnPath(rcpt), id, raw ? 'unread' : 'exceeded', raw],
    );
  }

  /** After it is kept: a process that dies in between finds it again, and the id makes it one. */
  private async finish(client: ImapFlow, uid: number): Promise<void> {
    await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
    if (this.env.IMAP_DONE_FOLDER)
      await client.messageMove(String(uid), this.env.IMAP_DONE_FOLDER, { uid: true });
  }
}

function eventId(client: ImapFlow, uid: number): string {
  const { mailbox } = client;
  if (!mailbox) throw new Error('The mailbox was closed.');
  return `${mailbox.path}:${mailbox.uidValidity}:${uid}`;
}

/** The envelope sender as the last server wrote it (RFC 5321 section 4.4); null when it did not. */
function senderIn(headers: string): string | null {
  return /^return-path:\s*<([^<>]*)>/im.exec(headers)?.[1]?.trim() ?? null;
}

/** Resolves when the server announces mail, after a while in any case, and when the signal comes. Never rejects. */
function news(client: ImapFlow, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      client.off('exists', done);
      resolve();
    };
    const timer = setTimeout(done, LOOK_EVERY);
    client.on('exists', done);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    return undefined;
  });
}
