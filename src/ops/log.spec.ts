import { describe, expect, it } from '@jest/globals';
import { errorInWords } from './log.js';

describe('an error in the log', () => {
  it('leaves out the query, its parameters and the detail', () => {
    const driver = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(canary@x.example)',
    });
    const error = Object.assign(new Error('duplicate key', { cause: driver }), {
      query: 'insert canary',
      parameters: ['canary'],
      driverError: driver,
    });
    const line = JSON.stringify(errorInWords(error));
    expect(line).not.toContain('canary@');
    expect(line).not.toContain('insert canary');
    expect(line).toContain('23505');
  });
});
