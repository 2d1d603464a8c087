import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { bounceRules } from '../../../src/bounces/bounce-rules.js';
import { type BounceReport, keepBounce } from '../../../src/bounces/keep-bounce.js';
import { WebhookIntake } from '../../../src/bounces/webhook-intake.js';
import { buildDelivery, type BuiltDelivery, messageIdOf, returnPathOf } from '../../support/build-bounces.js';
import { type Client, TestApp } from '../../support/http.js';
import { startWorker } from '../../support/worker.js';

interface Answer {
  category: string;
  words: string;
  /** What each page has to show of it. */
  code: string;
  advice: string;
}
/** One for each way in which a server refuses the sender, not the recipient. */
const ANSWERS: Answer[] = [
  {
    category: 'authentication',
    words: '550 5.7.515 Access denied, sending domain newsroom.example does not meet the required level.',
    code: '5.7.515',
    advice: 'Microsoft wants SPF, DKIM and DMARC',
  },
  {
    category: 'authentication',
    words: '550 5.7.26 This mail has been blocked because the sender is unauthenticated.',
    code: '5.7.26',
    advice: 'sign with DKIM for the domain of the From address',
  },
  {
    category: 'reputation',
    words: '550 5.7.606 Access denied, banned sending IP [192.0.2.1].',
    code: '5.7.606',
    advice: 'ask for its removal at sender.office.com',
  },
  {
    category: 'policy',
    words: '554 5.7.9 Message not accepted for policy reasons.',
    code: '5.7.9',
    advice: 'Read the page that the answer names.',
  },
  {
    category: 'sender',
    words: '550 5.1.8 Sender address rejected: access denied for press@newsroom.example',
    code: '5.1.8',
    advice: 'to permit mail from our press address',
  },
];

describe('failures that are not the journalist’s fault', () => {
  let app: TestApp;
  let officer: Client;
  let worker: INestApplicationContext | undefined;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DESTINATION_HOLD_AFTER: '3', SMTP_URL: 'smtp://127.0.0.1:9' } });
    officer = await app.as('press_officer');
  });
  afterAll(() => app.stop());
  beforeEach(() =>
    app.database.query(
      'truncate bounce, single_bounce, inbound_mail, destination_hold, delivery, contact cascade',
    ),
  );
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
  });

  const at = async (domain: string, count: number, more: Parameters<typeof buildDelivery>[1] = {}) => {
    const built: BuiltDelivery[] = [];
    for (let n = 0; n < count; n++)
      built.push(
        await buildDelivery(app.database, {
          ...more,
          email: `r${n}@${domain}`,
          ...(built[0] ? { dispatchId: built[0].dispatchId } : {}),
        }),
      );
    return built;
  };
  const held = async () =>
    (await app.database.query('select domain from destination_hold where until > now()')).map(
      (row: { domain: string }) => row.domain,
    );
  async function startReading(): Promise<void> {
    worker = await startWorker({ ...app.env, DATABASE_URL: app.env.DATABASE_URL! });
    for (;;) {
      if ((await held()).length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async function expectShown(domain: string, { category, code, advice }: Answer): Promise<void> {
    expect(await held()).toEqual([domain]);
    expect(await app.database.query('select from suppression where lifted_at is null')).toEqual([]);
    expect(await app.database.query('select distinct category, action from bounce')).toEqual([
      { category, action: 'raised' },
    ]);
    const [row] = await app.database.query('select max(id) as id, max(contact_id) as contact from bounce');
    for (const path of ['/desk/destinations', `/desk/destinations/${domain}`, `/desk/bounces/${row.id}`]) {
      const { text } = await officer.get(path);
      expect([path, text.includes(code), text.includes(advice)]).toEqual([path, true, true]);
    }
    expect((await officer.get(`/desk/destinations/${domain}`)).text).toContain('No mail goes there for now');
    expect((await officer.get(`/desk/contacts/${row.contact}/bounces`)).text).toContain(
      'The address is not in question.',
    );
  }

  describe.each(ANSWERS)('are raised with words and advice, and rest the destination: $words', (answer) => {
    const [replyCode = ''] = answer.words.split(' ');

    it('said while we were sending', async () => {
      const refused = { state: 'refused', reply: answer.words } as const;
      for (const { id, dispatchId } of await at('reply.example', 3, refused))
        await app.database.query(
          `insert into delivery_event (delivery_id, dispatch_id, attempt, state, reply_code, reply_text)
           values ($1, $2, 1, 'refused', $3, $4)`,
          [id, dispatchId, Number(replyCode), answer.words],
        );
      await startReading();
      await expectShown('reply.example', answer);
    });

    it('said by a mail', async () => {
      for (const { id } of await at('mail.example', 3))
        await app.database.query(
          `insert into inbound_mail (source, rcpt, sender, delivery_id, kind, raw) values ('smtp', $1, '', $2, 'unread', $3)`,
          [returnPathOf(app.env, id), id, Buffer.from(report(answer))],
        );
      await startReading();
      await expectShown('mail.example', answer);
    });

    it('said by a provider', async () => {
      for (const { id } of await at('event.example', 3)) {
        const event = {
          event: 'bounce',
          type: 'blocked',
          reason: answer.words,
          'smtp-id': `<${messageIdOf(app.env, id)}>`,
        };
        await app.service(WebhookIntake).take('sendgrid', { id: `not-their-fault-${id}`, events: [event] });
      }
      await startReading();
      await expectShown('event.example', answer);
    });
  });

  async function outOfReach(delivery: BuiltDelivery, said: Partial<BounceReport> = {}): Promise<string> {
    const whole = {
      kind: 'bounce',
      source: 'smtp',
      inboundMailId: null,
      category: 'network',
      hard: false,
      status: '5.4.1',
      reply: '',
      diagnostic: '421 4.4.1 connection timed out',
      deliveryId: delivery.id,
      ...said,
    } as const;
    return app.database.transaction((manager) => keepBounce(manager, whole, bounceRules(app.env)));
  }

  it('is noted once for a server out of reach, and told to the desk when three mails in a row did not arrive', async () => {
    const first = await buildDelivery(app.database, { email: 'ana@away.example' });
    const same = { email: first.email, contactId: first.contactId };
    expect(await outOfReach(first)).toBe('none');
    expect(await outOfReach(first, { category: 'system' })).toBe('none');
    expect((await officer.get(`/desk/contacts/${first.contactId}/bounces`)).text).toMatch(
      /Trouble at their server since \w+: 2 mails did not get through although we tried until the end/,
    );
    expect(await outOfReach(await buildDelivery(app.database, same))).toBe('none');
    const third = await buildDelivery(app.database, same);
    expect(await outOfReach(third)).toBe('raised');
    expect(await held()).toEqual([]);
    const { text } = await officer.get('/desk/destinations');
    expect(text).toContain('away.example');
    expect(text).toContain('Look whether the outlet still exists');
    expect(await app.database.query('select from suppression where lifted_at is null')).toEqual([]);
  });

  it.each([
    ['network', 'bounce', true],
    ['expired', 'bounce', true],
    ['mailbox-full', 'delayed', true],
    ['mailbox-full', 'bounce', false],
  ] as const)('lets a send go on beside it: %s, %s → %s', async (category, kind, goesOn) => {
    const { id: deliveryId } = await buildDelivery(app.database, { email: 'ana@away.example' });
    const said = { category, kind, deliveryId, source: 'smtp', inboundMailId: null, hard: false } as const;
    const words = { status: '', reply: '', diagnostic: '' };
    const free = await app.database.transaction(async (manager) => {
      await keepBounce(manager, { ...said, ...words }, bounceRules(app.env));
      const [gate] = await app.database.query(
        `select pg_try_advisory_xact_lock_shared(hashtext('dateline.gate')) as free`,
      );
      return gate.free;
    });
    expect(free).toBe(goesOn);
  });

  it('begins to count anew when something arrived in between', async () => {
    const first = await buildDelivery(app.database, { email: 'ana@away.example', state: 'refused' });
    const same = { email: first.email, contactId: first.contactId };
    await outOfReach(first);
    await outOfReach(await buildDelivery(app.database, { ...same, state: 'refused' }));
    await app.database.query(`update bounce set at = now() - interval '9 days'`);
    await buildDelivery(app.database, { ...same, age: 7 });
    expect(await outOfReach(await buildDelivery(app.database, { ...same, state: 'refused' }))).toBe('none');
  });

  it('counts mails that a relay took and whose bounces have yet to come as not arrived', async () => {
    const first = await buildDelivery(app.database, { email: 'ana@away.example', age: 3 });
    const same = { email: first.email, contactId: first.contactId };
    const second = await buildDelivery(app.database, { ...same, age: 2 });
    const third = await buildDelivery(app.database, { ...same, age: 1 });
    await buildDelivery(app.database, same);
    await outOfReach(first);
    await app.database.query(`update bounce set at = now() - interval '1 day'`);
    await outOfReach(second);
    expect(await outOfReach(third)).toBe('raised');
  });

  it('is told to the desk when three people of one domain were not reached', async () => {
    const [one, two, three] = await at('gone.example', 3, { state: 'refused' });
    expect(await outOfReach(one!)).toBe('none');
    expect(await outOfReach(two!)).toBe('none');
    expect(await outOfReach(three!)).toBe('raised');
    const [other] = await at('other.example', 1, { state: 'refused' });
    expect(await outOfReach(other!)).toBe('none');
  });
});

function report({ words, code }: Answer): string {
  return [
    'From: MAILER-DAEMON@mx.two.example',
    'Subject: Undelivered Mail',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
    '',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.two.example',
    '',
    'Final-Recipient: rfc822; somebody@else.example',
    'Action: failed',
    `Status: ${code}`,
    `Diagnostic-Code: smtp; ${words}`,
    '--x--',
    '',
  ].join('\r\n');
}
