import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEmbargo } from '../../src/releases/embargo.js';
import { desk, type TestNewsroom, testNewsroom } from '../support/build-dispatch.js';

const zone = 'Europe/Helsinki';

/** The clock goes from 03:00 to 04:00, and from 04:00 back to 03:00. */
const NIGHTS = [
  {
    night: 'spring',
    none: '2027-03-28T03:30',
    before: '2027-03-28T02:59',
    after: '2027-03-28T04:00',
    apart: 1,
  },
  {
    night: 'autumn',
    none: '2027-10-31T03:30',
    before: '2027-10-31T02:59',
    after: '2027-10-31T04:00',
    apart: 121,
  },
];

/**
 * What is shown: which instant is armed, and that the gate keeps to that instant in every session's zone. The night itself
 * is not lived through, since the database's clock is not set.
 */
describe.each(NIGHTS)(
  'an embargo in the night in which clocks change in $night',
  ({ none, before, after, apart }) => {
    let newsroom: TestNewsroom;
    beforeAll(async () => {
      newsroom = await testNewsroom();
    });
    afterAll(() => newsroom.close());

    it('is refused at a time that does not name one instant, with both readings', () => {
      expect(() => parseEmbargo({ wall: none, zone })).toThrow(
        /UTC\+02:00.*UTC\+03:00|UTC\+03:00.*UTC\+02:00/s,
      );
    });

    it('is armed at the instants beside it, as far apart as they really are', async () => {
      const lifts: number[] = [];
      for (const wall of [before, after]) {
        const versionId = await newsroom.approvedVersion();
        const { instant } = parseEmbargo({ wall, zone });
        await newsroom.db.query(
          `update release_version set embargo_wall = $2, embargo_zone = $3, embargo_at = $4 where id = $1`,
          [versionId, wall, zone, instant],
        );
        await newsroom.db.query(
          `update approval a set hash = v.content_hash from release_version v where v.id = a.version_id and v.id = $1`,
          [versionId],
        );
        const dispatch = await newsroom.dispatches.arm(desk, versionId);
        expect(dispatch.liftAt).toEqual(instant);
        lifts.push(dispatch.liftAt.getTime());
        expect(await gateIn(dispatch.id, 'UTC')).toBe('embargo');
        expect(await gateIn(dispatch.id, zone)).toBe('embargo');
      }
      expect((lifts[1]! - lifts[0]!) / 60_000).toBe(apart);
    });

    async function gateIn(dispatchId: number, sessionZone: string): Promise<string | null> {
      return newsroom.db.transaction(async (manager) => {
        await manager.query(`set local timezone = '${sessionZone}'`);
        const [row] = await manager.query<{ why: string | null }[]>(
          `select gate($1, 'general', '1 h') as why`,
          [dispatchId],
        );
        return row?.why ?? null;
      });
    }
  },
);
