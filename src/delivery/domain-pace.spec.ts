import { describe, expect, it } from '@jest/globals';
import { DomainPace } from './domain-pace.js';
import type { SmtpOutcome } from './smtp/outgoing-mail.js';

const accepted: SmtpOutcome = { kind: 'accepted', code: 250, text: 'ok', server: 's' };
const deferred = (enhanced: string): SmtpOutcome => ({
  kind: 'deferred',
  code: 451,
  enhanced,
  text: 'later',
  stage: 'rcpt',
  server: 's',
});

describe('the pace towards a domain', () => {
  it('lets a domain rest that defers three mails in a row, and no other', () => {
    const pace = new DomainPace();
    for (let i = 0; i < 3; i++) pace.noted('slow.example', deferred('4.7.1'), 0);
    expect(pace.restOf('slow.example', 0)).toBe(2);
    expect(pace.restOf('quick.example', 0)).toBe(0);
  });
  it('doubles the rest while the domain goes on deferring, up to five minutes', () => {
    const pace = new DomainPace();
    for (let i = 0; i < 3; i++) pace.noted('slow.example', deferred('4.7.1'), 0);
    pace.noted('slow.example', deferred('4.7.1'), 2000);
    expect(pace.restOf('slow.example', 2000)).toBe(4);
    for (let i = 1; i < 40; i++) pace.noted('slow.example', deferred('4.7.1'), i * 1_000_000);
    expect(pace.restOf('slow.example', 39_000_000)).toBe(300);
  });
  it('counts mails once that were turned away together', () => {
    const pace = new DomainPace();
    for (let i = 0; i < 20; i++) pace.noted('slow.example', deferred('4.7.1'), i);
    expect(pace.restOf('slow.example', 2)).toBe(2);
  });
  it('forgets the rest when the domain accepts a mail', () => {
    const pace = new DomainPace();
    for (let i = 0; i < 5; i++) pace.noted('slow.example', deferred('4.7.1'), 0);
    pace.noted('slow.example', accepted, 0);
    expect(pace.restOf('slow.example', 0)).toBe(0);
  });
  it('does not take full mailboxes for a slow domain', () => {
    const pace = new DomainPace();
    for (let i = 0; i < 9; i++) pace.noted('free.example', deferred('4.2.2'), 0);
    expect(pace.restOf('free.example', 0)).toBe(0);
  });
});
