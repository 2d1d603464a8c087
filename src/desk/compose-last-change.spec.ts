import { describe, expect, it } from '@jest/globals';
import type { Save } from '../releases/release-history.js';
import { lastChangeOf } from './compose-last-change.js';

const save = (revision: number, by: string | null, changed: Save['changed']): Save => ({
  ...{ revision, by, changed, content: {} as Save['content'] },
  at: new Date(revision * 1000),
});

describe('who changed a part of a release last', () => {
  const saves = [
    save(4, 'Ada', ['dateline']),
    save(3, 'Maja', ['subhead', 'headline']),
    save(2, null, ['audience']),
    save(1, 'Tomas', []),
  ];

  it('is not who saved last, if they changed something else', () => {
    expect(lastChangeOf(saves, 'subhead')).toEqual({ name: 'Maja', at: new Date(3000) });
    expect(lastChangeOf(saves, 'dateline')?.name).toBe('Ada');
  });

  it('is who began it, where nobody changed it since', () => {
    expect(lastChangeOf(saves, 'body')?.name).toBe('Tomas');
    expect(lastChangeOf([], 'body')).toBeUndefined();
  });

  it('knows topics by their audience, and somebody without a name', () => {
    expect(lastChangeOf(saves, 'topics')).toEqual({ name: 'Somebody else', at: new Date(2000) });
  });
});
