import { describe, expect, it } from '@jest/globals';
import { audienceFilter, audienceSql, defaultAudience } from './audience.js';

const read = (input: unknown) => audienceFilter.safeParse(input);

describe('an audience', () => {
  it('is by default whoever follows the release’s topics', () => {
    const { sql, params } = audienceSql(defaultAudience([3, 5]), 4);
    expect(sql).toContain('s.topic_id = any($4::bigint[])');
    expect(params).toEqual([[3, 5]]);
  });

  it.each([
    [{ topics: [1] }],
    [{ all: [{ topics: [1] }, { not: { outlets: [7] } }] }],
    [{ any: [{ beats: [2] }, { languages: ['es'] }, { received: { withinDays: 30 } }] }],
  ])('can be %j', (filter) => {
    expect(read(filter)).toMatchObject({ success: true, data: filter });
  });

  it.each([
    [null],
    ['everybody'],
    [{}],
    [[]],
    [{ all: [] }],
    [{ topics: [1], beats: [2] }],
    [{ topics: ['1; drop table contact'] }],
    [{ nickname: 'Ana' }],
    [{ constructor: 1 }],
    [{ bounced: { hard: 'yes' } }],
    [{ any: Array.from({ length: 400 }, () => ({ topics: [1] })) }],
  ])('cannot be %j', (filter) => {
    expect(read(filter).success).toBe(false);
  });

  it('nested a hundred thousand deep is refused without exhausting the stack', () => {
    let filter: unknown = { topics: [1] };
    for (let i = 0; i < 100_000; i++) filter = { not: filter };
    expect(read(filter).success).toBe(false);
  });

  it('keeps every value out of the SQL text', () => {
    const { sql, params } = audienceSql({ any: [{ role: `'; drop table contact` }, { tags: ["o'hara"] }] });
    expect(sql).not.toMatch(/drop|hara/);
    expect(params).toEqual([`'; drop table contact`, ["o'hara"]]);
  });
});
