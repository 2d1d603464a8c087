import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { freezeTier } from '../../src/dispatch/freeze.js';
import { desk, type TestNewsroom, testNewsroom } from '../support/build-dispatch.js';
import { LONGEST, ROUNDS } from '../support/fault-run.js';

jest.setTimeout(LONGEST);

const RUNS = 60 * ROUNDS;
const WORKER = 'worker of the test';

/** What a person, a clock or a fault may do, in any order. */
const acts = fc.oneof(
  fc.constantFrom('arm', 'approve', 'pause', 'resume', 'stop', 'lift', 'postpone', 'claim', 'crash' as const),
  fc.constantFrom('claim', 'transmit', 'transmit', 'lift' as const),
  fc.constantFrom('edit to 0', 'edit to 1' as const),
);
type Act = typeof acts extends fc.Arbitrary<infer T> ? T : never;

/** The rules, as simply as they can be said. */
interface Model {
  text: number;
  approval: { of: number; stands: boolean };
  dispatch: {
    id: number;
    state: 'armed' | 'paused' | 'stopped';
    approval: Model['approval'];
    isLifted: boolean;
  } | null;
  epoch: number | null;
}

function mayLeave({ text, dispatch }: Model): boolean {
  if (dispatch?.state !== 'armed' || !dispatch.isLifted) return false;
  return dispatch.approval.stands && dispatch.approval.of === text;
}

describe('the rules of the gate, in any order of events', () => {
  let newsroom: TestNewsroom;
  beforeAll(async () => {
    newsroom = await testNewsroom();
    await newsroom.addReaders(8);
  });
  afterAll(() => newsroom.close());

  it('never let a mail leave when the model forbids it, and let it when the model allows it', async () => {
    let left = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 4, maxLength: 24 }), async (events) => {
        left += await play(['arm', 'lift', 'claim', 'transmit', ...events]);
      }),
      { numRuns: RUNS },
    );
    expect(left).toBeGreaterThan(RUNS);
  });

  async function play(events: Act[]): Promise<number> {
    const versionId = await newsroom.approvedVersion({ headline: 'Text 0' });
    const approval = { of: 0, stands: true };
    const model: Model = { text: 0, approval, dispatch: null, epoch: null };
    let left = 0;
    for (const event of events) left += await doOne(event, versionId, model);
    return left;
  }

  async function doOne(event: Act, versionId: number, model: Model): Promise<number> {
    if (event === 'arm') await arm(versionId, model);
    else if (event === 'approve') await approve(versionId, model);
    else if (event === 'edit to 0' || event === 'edit to 1')
      await edit(versionId, model, Number(event.at(-1)));
    else if (event === 'claim') await claim(model);
    else if (event === 'transmit') return transmit(model);
    else if (model.dispatch) await steer(event, model, model.dispatch);
    return 0;
  }

  async function arm(versionId: number, model: Model): Promise<void> {
    const armed = await newsroom.dispatches.arm(desk, versionId).catch(() => null);
    if (!armed) return;
    expect(model.approval.stands && model.approval.of === model.text).toBe(true);
    await newsroom.db.transaction((manager) =>
      freezeTier(manager, { dispatchId: armed.id, tier: 'general' }, 50),
    );
    model.dispatch = { id: armed.id, state: 'armed', approval: model.approval, isLifted: true };
    model.epoch = null;
  }

  async function approve(versionId: number, model: Model): Promise<void> {
    await newsroom.db.query(
      `update approval set voided_at = now() where version_id = $1 and voided_at is null`,
      [versionId],
    );
    await newsroom.db.query(
      `insert into approval (version_id, hash, approved_by) select id, content_hash, 1 from release_version where id = $1`,
      [versionId],
    );
    model.approval.stands = false;
    model.approval = { of: model.text, stands: true };
  }

  async function edit(versionId: number, model: Model, text: number): Promise<void> {
    await newsroom.db.query(`update release_version set headline = $2 where id = $1`, [
      versionId,
      `Text ${text}`,
    ]);
    model.text = text;
  }

  async function steer(event: Act, model: Model, dispatch: NonNullable<Model['dispatch']>): Promise<void> {
    const { id } = dispatch;
    if (event === 'pause' || event === 'resume' || event === 'stop') {
      const done = await newsroom.dispatches[event](desk, id).catch(() => null);
      if (done) dispatch.state = done.state as typeof dispatch.state;
    } else if (event === 'crash') {
      await newsroom.db.query(
        `update delivery_chunk set lease_until = now() - interval '1 s' where dispatch_id = $1`,
        [id],
      );
      await newsroom.db.query(`select reap_chunk($1, 'general', 0)`, [id]);
      model.epoch = null;
    } else {
      dispatch.isLifted = event === 'lift';
      await newsroom.db.query(
        `with moved as (update dispatch set lift_at = now() + $2::interval where id = $1 returning id, lift_at)
         update dispatch_tier t set opens_at = m.lift_at from moved m where t.dispatch_id = m.id`,
        [id, dispatch.isLifted ? '-1 s' : '1 h'],
      );
    }
  }

  async function claim(model: Model): Promise<void> {
    if (!model.dispatch) return;
    const [row] = await newsroom.db.query<{ refusal: string | null; epoch: number }[]>(
      `select refusal, epoch from claim_chunk($1, 'general', 0, $2, clock_timestamp(), '1 h', '1 h', '2 s')`,
      [model.dispatch.id, WORKER],
    );
    if (!row || row.refusal !== null) return;
    expect(mayLeave(model) && model.epoch === null).toBe(true);
    model.epoch = row.epoch;
  }

  /** Asks to begin the next mail under the last claim, or under one that is none. */
  async function transmit(model: Model): Promise<number> {
    if (!model.dispatch) return 0;
    const [next] = await newsroom.db.query<{ id: number; attempt: number }[]>(
      `select id, attempt from delivery where dispatch_id = $1 and state = 'pending' order by id limit 1`,
      [model.dispatch.id],
    );
    if (!next) return 0;
    const [step] = await newsroom.db.query<{ went: number }[]>(
      `select went from step($1, '1 h', '1 h', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
         $5, 'general', array[$2]::bigint[], '{0}', array[$3]::smallint[], array[$4]::int[])`,
      [WORKER, next.id, next.attempt, model.epoch ?? 0, model.dispatch.id],
    );
    expect(step?.went).toBe(mayLeave(model) && model.epoch !== null ? 1 : 0);
    return step?.went ?? 0;
  }
});
