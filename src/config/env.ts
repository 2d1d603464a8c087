import { z } from 'zod';

const seconds = z.coerce.number().positive();
const port = z.coerce.number().int().min(0).max(65535);
const onOff = z.enum(['on', 'off']).transform((v) => v === 'on');

/**
 * Every setting of Dateline. This file is the only reader of `process.env`.
 * Durations are in seconds unless their name says otherwise.
 */
export const envSchema = z.object({
  /** Public address of web pages and links in mails, without a slash at the end. Default: http://localhost:PORT */
  PUBLIC_URL: z
    .url()
    .transform((u) => u.replace(/\/+$/, ''))
    .optional(),
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Address of a reverse proxy whose X-Forwarded-For is believed. */
  TRUSTED_PROXY: z.string().optional(),

  /** PostgreSQL >= 15. Absent: the embedded one (all-in-one only). */
  DATABASE_URL: z.string().optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).default(10),
  /** Redis for the queue. Absent: BullMQ's PostgreSQL backend. */
  REDIS_URL: z.string().optional(),
  /** Where the embedded database, the secret and the logs live. */
  DATA_DIR: z.string().default('var'),

  /** One or several relays, separated by commas, each with its options (smtp-server-url.ts). Absent: the local mailbox; nothing leaves the machine. */
  SMTP_URL: z.string().optional(),
  /** Seconds that a relay may keep silent. Absent: as long as RFC 5321 section 4.5.3.2 says, up to ten minutes. */
  SMTP_REPLY_TIMEOUT: seconds.optional(),
  /** The local mailbox's SMTP port; 0: any free one. */
  MAILBOX_PORT: port.default(0),
  /** Inbound SMTP for bounces. */
  INBOUND_HOST: z.string().default('127.0.0.1'),
  INBOUND_PORT: port.default(2525),
  /** Domain of return paths: bounces come to it. */
  BOUNCE_DOMAIN: z.string().default('bounces.newsroom.example'),

  ORGANISATION: z.string().default('Dateline Newsroom'),
  /** From address of releases, and where a human reply goes. */
  PRESS_ADDRESS: z.string().default('press@newsroom.example'),
  POSTAL_ADDRESS: z.string().default(''),
  NEWSROOM_ZONE: z.string().default('America/New_York'),
  NEWSROOM_LANGUAGE: z.string().default('en'),
  LIST_DOMAIN: z.string().default('newsroom.example'),

  /** Secret of all signed links and return paths, `keyid:secret` pairs separated by commas, the newest first; >= 32 characters each. */
  DATELINE_SECRET: z.string().optional(),
  /** DKIM: `selector:domain:path-to-pem`, several separated by commas (RSA and ed25519). */
  DKIM_KEYS: z.string().optional(),

  /**
   * Nobody approves their own last change while a second person could. `off`: whoever wrote it may approve it; the
   * record says who did both.
   */
  SECOND_PERSON: onOff.default(true),
  /** A tier that would start later than this after its time asks a person (law 8). */
  LATE_LIMIT: seconds.default(15 * 60),
  /** Clocks of worker and database may differ by at most this (law 1). */
  CLOCK_SKEW_LIMIT: seconds.default(2),
  /** A worker's claim on a chunk, renewed while it lives. */
  LEASE: seconds.default(5),
  /** How long a deferred recipient is tried. */
  RETRY_LIMIT: seconds.default(24 * 3600),
  /** First wait after a deferral; doubles from there with jitter. */
  RETRY_FIRST: seconds.default(60),
  /** How long before a tier's time workers prepare and open connections. */
  PREPARE_AHEAD: seconds.default(30),
  CHUNK_SIZE: z.coerce.number().int().min(1).max(5000).default(250),
  /** A bounce later than this after the mail does not count. */
  BOUNCE_WINDOW_DAYS: z.coerce.number().positive().default(14),
  /** Soft bounces (full, suspended …) of so many different releases … */
  BOUNCE_SOFT_LIMIT: z.coerce.number().int().min(1).default(3),
  /** … within so many days stop mail to the address … */
  BOUNCE_SOFT_DAYS: z.coerce.number().positive().default(14),
  /** … for so many days. */
  BOUNCE_REST_DAYS: z.coerce.number().positive().default(30),
  /** So many mails to one address, or addresses of one domain, that never got through because of their server … */
  BOUNCE_OUT_OF_REACH_LIMIT: z.coerce.number().int().min(1).default(3),
  /** … within so many days, with nothing arriving in between, are told to the admins. */
  BOUNCE_OUT_OF_REACH_DAYS: z.coerce.number().positive().default(30),
  /** A destination that refuses us (policy, reputation, authentication, sender) so often within an hour … */
  DESTINATION_HOLD_AFTER: z.coerce.number().int().min(1).default(20),
  /** … in minutes, rests so long before the next mail goes there. */
  DESTINATION_HOLD_MINUTES: z.coerce.number().positive().default(60),
  /** Whole mails that came back are kept for so many days. What was read in them stays. */
  RAW_MAIL_DAYS: z.coerce.number().positive().default(90),

  /** Who was put on the list by others is told so (GDPR Art. 14) … `off`: only when the desk sends the notice. */
  NOTICES: onOff.default(true),
  /** … so many days after; the law allows a month, and the first release must not come before. */
  NOTICE_AFTER_DAYS: z.coerce.number().min(0).max(30).default(7),
  /** Network addresses and details in the records of consent are blanked after so many days; see docs/press-list.md. */
  CONSENT_DETAIL_DAYS: z.coerce.number().positive().default(1095),

  /** STARTTLS of the inbound server: files with the key and the certificate chain, PEM. Absent: not offered. */
  INBOUND_TLS_KEY: z.string().optional(),
  INBOUND_TLS_CERT: z.string().optional(),
  /** A mailbox that gets the bounces where no port 25 is to be had: `imaps://user:password@host/folder`. */
  IMAP_URL: z.string().optional(),
  /** Read mails are moved to this folder. Absent: they are only marked as seen. */
  IMAP_DONE_FOLDER: z.string().optional(),

  /** Webhooks of providers; each is open only when its setting is there. SES: ARNs of the SNS topics, separated by commas. */
  SES_TOPIC_ARNS: z.string().optional(),
  /** The public key of SendGrid's signed event webhook, base64. */
  SENDGRID_WEBHOOK_KEY: z.string().optional(),
  /** Mailgun's HTTP webhook signing key. */
  MAILGUN_SIGNING_KEY: z.string().optional(),
  /** `user:password` that Postmark's webhook is set up with (HTTP basic authentication). */
  POSTMARK_WEBHOOK_AUTH: z
    .string()
    .regex(/^[^:]+:.{16,}$/, 'user:password, the password with 16 characters or more')
    .optional(),

  /**
   * Let press officers ask the web whether the links of a release work. Off: nothing leaves this machine for it. Needs
   * the way out to ports 80 and 443; private networks are never asked.
   */
  LINK_CHECKS: onOff.default(false),

  /**
   * Whose opens and clicks are counted, together and never by name: nobody's, those of journalists who agreed, or of
   * everybody who did not decline. Whoever is not counted gets mails without counted links.
   */
  MEASURE: z.enum(['off', 'agreed', 'everyone']).default('agreed'),
  /** No figure about opens and clicks is kept or shown about fewer people. */
  MEASURE_LEAST: z.coerce.number().int().min(5).max(10_000).default(10),
  /** So many days after the lift the hashes by which readers are told apart are dropped; only sums stay. */
  MEASURE_DAYS: z.coerce.number().positive().max(90).default(14),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Accept more requests per address than usual; for tests and benchmarks. */
  RATE_LIMITS: onOff.default(true),
});

export type Env = z.infer<typeof envSchema> & { PUBLIC_URL: string };

/** Reads and checks the settings. Throws an Error with one line per wrong setting. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, v]) => v !== undefined && v !== ''));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
    throw new Error(`These settings need a change:\n  ${lines.join('\n  ')}`);
  }
  return { ...parsed.data, PUBLIC_URL: parsed.data.PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}` };
}
