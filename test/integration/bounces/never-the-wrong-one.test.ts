import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BounceReport, keepBounce } from '../../../src/bounces/keep-bounce.js';
import { defaultBouncePolicy } from '../../../src/bounces/policy.js';
import { type BounceCategory, categories } from '../../../src/bounces/reading/categories.js';
import { buildDelivery, type BuiltDelivery } from '../../support/build-bounces.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';

const words = Object.keys(categories) as BounceCategory[];

const reports = fc.array(
  fc.record({
    delivery: fc.nat({ max: 7 }),
    kind: fc.constantFrom('bounce', 'delayed', 'feedback'),
    category: fc.constantFrom(...words),
    hard: fc.boolean(),
    diagnostic: fc.constantFrom(
      '550 no such user <bystander@courier.example>',
      'bystander@courier.example is full',
      '',
    ),
  }),
  { maxLength: 25 },
);

describe('any sequence of reports', () => {
  let newsroom: TestNewsroom;
  const deliveries: BuiltDelivery[] = [];

  beforeAll(async () => {
    newsroom = await testNewsroom();
    await buildDelivery(newsroom.db, { email: 'bystander@courier.example', state: 'pending' });
    // Two people with two releases each, four with one.
    for (let n = 0; n < 6; n++)
      deliveries.push(await buildDelivery(newsroom.db, { email: `r${n}@courier.example` }));
    for (let n = 0; n < 2; n++) {
      const { email, contactId } = deliveries[n]!;
      deliveries.push(await buildDelivery(newsroom.db, { email, contactId }));
    }
  });
  afterAll(() => newsroom.close());

  it('suppresses only addresses that were reported about by their own delivery, and none for a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (sequence) => {
        await newsroom.db.query('truncate bounce, suppression, destination_hold');
        for (const { delivery, ...said } of sequence) await report(deliveries[delivery]!, said);
        const closed = await newsroom.db.query<{ email: string; reason: string }[]>(
          'select email, reason from suppression',
        );
        for (const { email, reason } of closed) expect(mayClose(sequence, email, reason)).toBe(true);
        const raised = await newsroom.db.query(
          `select 1 from bounce b where b.action in ('suppressed', 'suppressed for now', 'counted') and b.category = any ($1)`,
          [words.filter((word) => categories[word].consequence === 'admin')],
        );
        expect(raised).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  function mayClose(
    sequence: typeof reports extends fc.Arbitrary<infer T> ? T : never,
    email: string,
    reason: string,
  ): boolean {
    const about = sequence.filter(({ delivery }) => deliveries[delivery]!.email === email);
    if (reason === 'complaint') return about.some(({ kind }) => kind === 'feedback');
    const bounces = about.filter(
      ({ kind, category }) => kind === 'bounce' && categories[category].consequence !== 'admin',
    );
    if (reason === 'hard_bounce')
      return bounces.some(({ hard, category }) => hard && categories[category].consequence === 'suppress');
    return reason === 'soft_bounces' && new Set(bounces.map(({ delivery }) => delivery)).size >= 2;
  }

  async function report(
    delivery: BuiltDelivery,
    said: Pick<BounceReport, 'kind' | 'category' | 'hard' | 'diagnostic'>,
  ) {
    const whole = {
      ...said,
      deliveryId: delivery.id,
      source: 'smtp',
      inboundMailId: null,
      status: '',
      reply: '',
    };
    const rules = {
      policy: { ...defaultBouncePolicy, softLimit: 2 },
      windowDays: 14,
      hold: { after: 5, minutes: 60 },
    };
    await newsroom.db.transaction((manager) => keepBounce(manager, whole as BounceReport, rules));
  }
});
