import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../errors/domain-error.js';
import { mailOutcome } from './mail-outcome.js';

const failed = (trouble: object) =>
  mailOutcome(new DomainError('unavailable', 'x', {}, { cause: Object.assign(new Error('x'), trouble) }))
    .state;

describe('what became of a single mail', () => {
  it('is definite with a reply code', () => {
    expect(failed({ responseCode: 550, response: '550 5.1.1 unknown' })).toBe('refused');
    expect(failed({ responseCode: 451, response: '451 4.3.0 later' })).toBe('deferred');
  });

  it('is definite where no connection was made', () => {
    expect(failed({ code: 'ESOCKET', syscall: 'connect' })).toBe('deferred');
  });

  it('is in doubt where the connection was lost', () => {
    expect(failed({ code: 'ECONNECTION', command: 'CONN' })).toBe('in_doubt');
    expect(failed({ code: 'ETIMEDOUT' })).toBe('in_doubt');
  });
});
