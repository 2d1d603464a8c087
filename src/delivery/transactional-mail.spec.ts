import { describe, expect, it } from '@jest/globals';
import { wasSurelyNotTaken } from './transactional-mail.service.js';

describe('a single mail that could not be handed over', () => {
  it('may go to the next server after an answer, or when the first was never reached', () => {
    expect(wasSurelyNotTaken({ code: 'EENVELOPE', responseCode: 451 })).toBe(true);
    expect(wasSurelyNotTaken({ code: 'ESOCKET', syscall: 'connect' })).toBe(true);
    expect(wasSurelyNotTaken({ code: 'EDNS', syscall: 'getaddrinfo' })).toBe(true);
  });
  it('stays where it is when the connection was lost on the way', () => {
    expect(wasSurelyNotTaken({ code: 'ECONNECTION', command: 'CONN' })).toBe(false);
    expect(wasSurelyNotTaken({ code: 'ESOCKET', syscall: 'read' })).toBe(false);
    expect(wasSurelyNotTaken(new Error('anything else'))).toBe(false);
  });
});
