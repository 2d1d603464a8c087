import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { BounceReading } from './bounce-reading.js';
import { defaultReadingLimits } from './reading-limits.js';
import { readBounce } from './read-bounce.js';

const folder = join(process.cwd(), 'test/fixtures/bounces');
const fixture = (name: string) => readBounce(readFileSync(join(folder, `${name}.eml`)));
const text = (mail: string) => readBounce(Buffer.from(mail));

/** `address status category`, with `!` in front when it is hard. */
function summary(reading: BounceReading): string {
  if (reading.kind === 'exceeded') return `exceeded ${reading.limit}`;
  const people = reading.recipients.map(
    ({ address, status, category, hard }) => `${hard ? '!' : ''}${address} ${status || '-'} ${category}`,
  );
  return [reading.kind, ...people].join(', ');
}

const failures: Record<string, string> = {
  // machine-readable reports
  'postfix-unknown-user': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'two-recipients-one-full':
    'bounce, anna@paper.example 5.2.2 mailbox-full, !bruno@radio.example 5.1.1 unknown-address',
  'transcript-with-arrows': 'bounce, !anna@paper.example - unknown-address',
  'answer-among-guesses': 'bounce, !anna@paper.example - unknown-address',
  'two-languages-undefined-status': 'bounce, !anna@paper.example 5.0.0 unknown-address',
  'stock-phrase-only': 'bounce, anna@paper.example - unconfirmed-address',
  'listed-in-one-line':
    'bounce, !anna@paper.example - unknown-address, !bruno@radio.example - unknown-address',
  'help-desk-on-its-own-line': 'bounce, !anna@paper.example - unknown-address',
  'german-without-daemon': 'bounce, !anna@paper.example - unknown-address',
  ukrainian: 'bounce, !anna@paper.example - unknown-address',
  'swedish-left': 'bounce, !anna@paper.example - moved',
  'korean-full': 'bounce, anna@paper.example - mailbox-full',
  'delayed-report': 'delayed, anna@paper.example 4.4.1 network',
  'success-report': 'other, anna@paper.example 2.1.5 delivered',
  'local-program-failed': 'bounce, anna@paper.example 5.3.0 system',
  'recipient-preferences': 'bounce, anna@paper.example 5.1.1 filtered',
  'exchange-online-german': 'bounce, !anna@paper.example 5.1.10 unknown-address',
  'microsoft-authentication-required': 'bounce, anna@paper.example 5.7.515 authentication',
  'null-mx': 'bounce, !anna@shop.example 5.1.10 domain-without-mail',
  'international-address': 'bounce, !zoë@zeitung.example 5.1.1 unknown-address',
  'report-flattened-to-text': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'wrapped-by-gateway': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'ses-mailed-json': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  // in words only
  qmail: 'bounce, !anna@paper.example 5.1.1 unknown-address, bruno@paper.example 5.2.2 mailbox-full',
  'exim-warning': 'delayed, anna@paper.example 4.7.1 greylisted',
  'exim-forwarded': 'bounce, !anna.old@home.example - unknown-address',
  'sendmail-transcript': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  domino: 'bounce, !anna@paper.example - unknown-address',
  notes: 'bounce, !anna@paper.example - unknown-address',
  'exchange-2003': 'bounce, !anna@paper.example - unknown-address',
  'exchange-2003-french': 'bounce, !anna@journal.example - unknown-address',
  surfcontrol: 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'gateway-arrows': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'large-mailer-quoted-address': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'large-mailer-size': 'bounce, anna@paper.example - size',
  'fields-in-the-middle': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  opensmtpd: 'bounce, anna@paper.example 5.2.2 mailbox-full',
  'trouble-delivering': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'error-message-below': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'error-codes': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  groupwise: 'bounce, !anna@paper.example - unknown-address',
  communigate: 'bounce, !anna@paper.example 5.1.1 unknown-address',
  hmailserver: 'bounce, !anna@paper.example 5.1.1 unknown-address',
  mdaemon: 'bounce, !anna@paper.example 5.1.1 unknown-address',
  courier: 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'html-only': 'bounce, anna@paper.example 5.2.2 mailbox-full',
  // in other languages
  'german-freemail': 'bounce, !anna@zeitung.example - unknown-address',
  'german-full-latin1': 'bounce, anna@zeitung.example - mailbox-full',
  spanish: 'bounce, anna@diario.example - suspended',
  italian: 'bounce, anna@giornale.example - mailbox-full',
  portuguese: 'bounce, !anna@jornal.example 5.1.1 unknown-address',
  russian: 'bounce, !anna@gazeta.example 5.1.1 unknown-address',
  'japanese-jis': 'bounce, anna@denwa.example - mailbox-full',
  chinese: 'bounce, !anna@youxiang.example 5.1.1 unknown-address',
  polish: 'bounce, anna@gazeta-pl.example - mailbox-full',
  'german-mail-system': 'bounce, !anna@paper.example - unknown-address',
  dutch: 'bounce, anna@krant.example - mailbox-full',
  swedish: 'bounce, !anna@tidning.example - unknown-address',
  czech: 'bounce, !anna@noviny.example - unknown-address',
  turkish: 'bounce, !anna@paper.example - unknown-address',
  korean: 'bounce, !anna@paper.example - unknown-address',
  'chinese-full': 'bounce, anna@paper.example - mailbox-full',
  'notes-japanese': 'bounce, !anna@paper.example - unknown-address',
  // a language that the rules do not know, in the form that all mail servers share
  greek: 'bounce, anna@ef.example 5.2.2 mailbox-full',
  arabic: 'bounce, !anna@ef.example 5.1.1 unknown-address',
  // odd ones
  'html-table': 'bounce, !anna@paper.example 5.1.1 unknown-address',
  'contact-on-the-next-line': 'bounce, anna@paper.example - suspended',
  'names-nobody': 'bounce, anna@paper.example - mailbox-full',
  // an answer without status, and nobody knows to which command: doubtful
  'error-message-details': 'bounce, anna@paper.example - unconfirmed-address',
  'failed-recipient-label': 'bounce, anna@paper.example - unconfirmed-address',
  'subject-of-original-sounds-like-vacation': 'bounce, anna@paper.example - mailbox-full',
  'retired-mailbox': 'bounce, desk@paper.example - suspended',
  'transcript-in-prose': 'bounce, !anna@paper.example - unknown-address',
  'reason-above-the-address': 'bounce, !anna@paper.example - unknown-address',
  'guesses-above-the-address': 'bounce, anna@paper.example - unconfirmed-address',
  'warning-between-stars': 'delayed, anna@paper.example 4.7.1 expired',
  'list-refused-french': 'bounce, redaction@asso.example - unknown',
  'list-named-in-subject': 'bounce, news-l@college.example - sender',
  // whom it is about
  'dated-lines-below-a-heading':
    'bounce, !anna@radio.example - unknown-address, !bruno@radio.example - unknown-address',
  'undisclosed-address': 'bounce, anna@home.example - unknown',
  'names-without-domain': 'bounce, anna.berg@post.example - content, bruno@post.example - content',
  'sender-named-first': 'bounce, anna@home.example - network',
  // that it is a notice at all
  'passed-on-by-a-list': 'bounce, anna@paper.example - unknown',
  'bad-userid': 'bounce, !anna@paper.example - unknown-address',
  'titled-by-a-banner': 'bounce, anna@paper.example - unknown',
  'from-nobody-about-a-user': 'bounce, !anna@paper.example - unknown-address',
  'failed-recipients-between-rules': 'bounce, !anna@paper.example - unknown-address',
  'warning-user-unknown': 'bounce, !anna@paper.example - unknown-address',
  'blocked-and-not-delivered': 'bounce, anna@paper.example - reputation',
};

describe('A delivery failure', () => {
  it.each(Object.entries(failures))('in the form of %s is read', (name, expected) => {
    expect(summary(fixture(name))).toBe(expected);
  });

  it('names the address that we know when the mail was forwarded', () => {
    expect(fixture('exim-forwarded')).toMatchObject({ recipients: [{ aliases: ['anna@paper.example'] }] });
    const second = (fixture('two-recipients-one-full') as { recipients: unknown[] }).recipients[1];
    expect(second).toMatchObject({ aliases: ['news@radio.example'] });
  });

  it('carries the evidence of the delivery: Message-ID, return path, envelope id', () => {
    expect(fixture('postfix-unknown-user')).toMatchObject({
      evidence: {
        messageIds: ['release-41.7f3a91@desk.example'],
        returnPath: 'b.7f3a91@bounce.desk.example',
        envelopeId: '7f3a91',
        sentTo: ['press@desk.example'],
      },
    });
  });

  it('keeps the words of the server, on one line', () => {
    expect(fixture('postfix-unknown-user')).toMatchObject({
      recipients: [
        {
          reply: '550',
          diagnostic:
            '550 5.1.1 <anna@paper.example>: Recipient address rejected: User unknown in local recipient table',
        },
      ],
    });
  });
});

const complaints: Record<string, [string, string[]]> = {
  complaint: ['abuse', ['anna@post.example']],
  'complaint-redacted': ['abuse', []],
  'complaint-informal': ['abuse', ['anna@post.example']],
  'authentication-report': ['auth-failure', ['anna@post.example']],
};

describe('A complaint', () => {
  it.each(Object.entries(complaints))('in the form of %s is read', (name, [type, addresses]) => {
    const reading = fixture(name);
    expect(reading).toMatchObject({ kind: 'feedback', feedbackType: type });
    expect(
      (reading as { recipients: Array<{ address: string }> }).recipients.map(({ address }) => address),
    ).toEqual(addresses);
  });

  it('leads to the delivery even when the address was taken out', () => {
    expect(fixture('complaint-redacted')).toMatchObject({
      evidence: {
        messageIds: ['release-41.7f3a91@desk.example'],
        returnPath: 'b.7f3a91@bounce.desk.example',
      },
    });
  });
});

describe('Mail that is no bounce', () => {
  it.each([
    ['vacation-english', 'vacation'],
    ['vacation-german', 'vacation'],
    ['vacation-without-mark', 'vacation'],
    ['vacation-that-mentions-failure', 'vacation'],
    ['left-the-paper', 'vacation'],
    ['challenge', 'challenge'],
    ['challenge-without-mark', 'challenge'],
    ['challenge-as-a-report', 'challenge'],
    ['read-receipt', 'receipt'],
  ])('%s is an automatic reply', (name, autoReply) => {
    expect(fixture(name)).toMatchObject({ kind: 'autoreply', autoReply });
  });

  it.each(['human-reply', 'human-reply-quoting-a-bounce', 'human-reply-about-a-rejection'])(
    '%s is a letter of a person',
    (name) => {
      expect(fixture(name)).toMatchObject({ kind: 'other', humanReply: true, recipients: [] });
    },
  );

  it.each([
    'newsletter-about-bounces',
    'newsletter-with-warning',
    'parcel-not-delivered',
    'monitoring-mail',
    'no-headers-at-all',
    'daemon-tells-of-absence',
  ])('%s is ordinary mail', (name) => {
    expect(fixture(name)).toMatchObject({ kind: 'other', humanReply: false, recipients: [] });
  });
});

describe('The recipient of a report', () => {
  const report = (recipient: string, rest: string) =>
    summary(
      text(
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\n' +
          `Final-Recipient: ${recipient}\nAction: failed\n${rest}\n`,
      ),
    );

  it.each([
    ['utf-8; j\\x{FC}rgen@paper.example', 'jürgen@paper.example'],
    ['rfc822; "anna berg"@paper.example', '"anna berg"@paper.example'],
    ['rfc822; anna@mailhost', 'anna@mailhost'],
  ])('%s is %s', (recipient, address) => {
    expect(report(recipient, 'Status: 5.1.1')).toBe(`bounce, !${address} 5.1.1 unknown-address`);
  });

  it('whose account was closed for ever is gone, one that rests is not', () => {
    const closed = 'Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Account closed, address no longer exists';
    expect(report('rfc822; a@paper.example', closed)).toBe('bounce, !a@paper.example 5.1.1 unknown-address');
    const resting = 'Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Account is disabled';
    expect(report('rfc822; a@paper.example', resting)).toBe('bounce, a@paper.example 5.1.1 suspended');
  });

  it('beside a status about an existing mailbox is believed only when the server says more than "unknown"', () => {
    const stock = 'Status: 5.2.1\nDiagnostic-Code: smtp; 550 user unknown';
    expect(report('rfc822; a@paper.example', stock)).toBe('bounce, a@paper.example 5.2.1 filtered');
    const own = 'Status: 5.2.1\nDiagnostic-Code: smtp; 550 The mailbox does not exist';
    expect(report('rfc822; a@paper.example', own)).toBe('bounce, !a@paper.example 5.2.1 unknown-address');
  });
});

describe('A bare refusal', () => {
  const report = (status: string, answer: string) =>
    summary(
      text(
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\n' +
          `Final-Recipient: rfc822; anna@paper.example\nAction: failed\nStatus: ${status}\n` +
          `Diagnostic-Code: smtp; ${answer}\n`,
      ),
    );

  it('leaves the reason to the status beside it', () => {
    expect(report('5.1.1', '550 <anna@paper.example> recipient rejected')).toBe(
      'bounce, !anna@paper.example 5.1.1 unknown-address',
    );
    expect(report('5.0.0', '550 <anna@paper.example> recipient rejected')).toBe(
      'bounce, anna@paper.example 5.0.0 filtered',
    );
  });

  it('that names the mailbox between quotes is about the recipient', () => {
    expect(report('5.0.0', 'unknown user: "anna"')).toBe('bounce, !anna@paper.example 5.0.0 unknown-address');
    expect(report('5.0.0', 'unknown user')).toBe('bounce, anna@paper.example 5.0.0 unconfirmed-address');
  });
});

describe('The collection of fixtures', () => {
  it('is tested completely', () => {
    const names = readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .map((file) => file.replace('.eml', ''));
    const tested = [...Object.keys(failures), ...Object.keys(complaints)];
    const others = names.filter((name) => !tested.includes(name));
    expect(others.length).toBe(18);
  });

  it('uses invented addresses only', () => {
    for (const file of readdirSync(folder)) {
      const domains =
        readFileSync(join(folder, file), 'latin1').match(/(?<=@)[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? [];
      expect(domains.filter((domain) => !domain.endsWith('.example'))).toEqual([]);
    }
  });
});

describe('Limits', () => {
  const limits = defaultReadingLimits;
  const multipart = 'Content-Type: multipart/mixed; boundary="b"\n\n';

  it('stop at too many parts', () => {
    expect(text(multipart + '--b\n\n'.repeat(200_000))).toEqual({ kind: 'exceeded', limit: 'parts' });
  });

  it('stop at too many levels', () => {
    const nested = Array.from(
      { length: 200 },
      (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`,
    );
    expect(text(nested.join(''))).toEqual({ kind: 'exceeded', limit: 'depth' });
  });

  it('stop at a header section without end', () => {
    expect(text(`X-Long: ${'a'.repeat(300_000)}\n\nbody`)).toEqual({ kind: 'exceeded', limit: 'header' });
  });

  it('stop at too many bytes', () => {
    const reading = readBounce(Buffer.from('Subject: x\n\nlong text'), { ...limits, maxBytes: 10 });
    expect(reading).toEqual({ kind: 'exceeded', limit: 'bytes' });
  });

  it('cut the list of recipients', () => {
    const group = (at: number) =>
      `Final-Recipient: rfc822; r${at}@paper.example\nAction: failed\nStatus: 5.1.1\n\n`;
    const groups = Array.from({ length: 3000 }, (_, at) => group(at)).join('');
    const mail = `Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n${groups}`;
    expect((text(mail) as { recipients: unknown[] }).recipients.length).toBe(limits.maxRecipients);
  });
});

describe('Damaged mail', () => {
  const report = readFileSync(join(folder, 'postfix-unknown-user.eml'), 'latin1');
  const expected = failures['postfix-unknown-user'];

  it.each([
    ['CRLF', report.replaceAll('\n', '\r\n')],
    ['bare CR', report.replaceAll('\n', '\r')],
    ['NUL bytes', report.replaceAll('Recipient address', 'Recipient\0 address')],
    ['a lost closing delimiter', report.replace('--=_cut--', '')],
    ['another boundary than the header says', report.replace('boundary="=_cut"', 'boundary="lost"')],
    ['an unknown charset', report.replace('charset=utf-8', 'charset=x-nobody-knows')],
    ['8-bit garbage', report.replace('sorry', '\xff\xfe\x80\x81')],
    ['an mbox line in front', `From MAILER-DAEMON Mon Mar 2 09:00:00 2026\n${report}`],
  ])('with %s is read all the same', (_, mail) => {
    expect(summary(readBounce(Buffer.from(mail, 'latin1')))).toBe(expected);
  });

  it('that says base64 and is not is read as it stands', () => {
    const part = 'Content-Type: message/delivery-status';
    const mail = report.replace(part, `${part}\nContent-Transfer-Encoding: base64`);
    expect(summary(readBounce(Buffer.from(mail, 'latin1')))).toBe(expected);
  });
});
