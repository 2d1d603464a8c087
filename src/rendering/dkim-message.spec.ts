import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import nodemailer from 'nodemailer';
import { loadDkimKeys } from './dkim.js';
import { signMessage } from './dkim-message.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const pem = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const keys = loadDkimKeys([
  { domain: 'families.example', selector: 'r1', privateKey: pem(rsa.privateKey) },
  { domain: 'families.example', selector: 'e1', privateKey: pem(ed.privateKey) },
]);
const records: Record<string, string> = {
  'r1._domainkey.families.example': `v=DKIM1; k=rsa; p=${rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  'e1._domainkey.families.example': `v=DKIM1; k=ed25519; p=${ed.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`,
};

const written = async (): Promise<Buffer> => {
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const mail = await writer.sendMail({
    from: 'Families Together <press@families.example>',
    to: 'zoe@daily.example',
    subject: 'Ein Thema, das länger ist als eine Zeile des Kopfes breit sein darf, und Umlaute hat: ÄÖÜ',
    text: 'Grüße\n\n\n',
    html: '<p>Grüße</p>',
    headers: {
      'List-Unsubscribe': `<https://families.example/u/${'a'.repeat(120)}>, <mailto:leave@families.example>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  });
  return mail.message as Buffer;
};
const verdicts = async (message: Buffer): Promise<string[]> => {
  const resolver = (name: string) => Promise.resolve([[records[name] ?? '']]);
  const { results } = await dkimVerify(message, { resolver } as never);
  return results.map((result: { status: { result: string } }) => result.status.result);
};

describe('a single mail', () => {
  it('is signed with every key, over the headers of one-click unsubscribing too', async () => {
    const signed = await signMessage(await written(), keys, new Date());
    expect(await verdicts(signed)).toEqual(['pass', 'pass']);
    const covered = /h=([^;]+);/.exec(signed.toString())![1]!.replace(/\s/g, '').toLowerCase().split(':');
    expect(covered).toEqual(
      expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post', 'date']),
    );
  });

  it('does not verify any more once a header or the body is changed', async () => {
    const signed = (await signMessage(await written(), keys, new Date())).toString('latin1');
    const changed = [
      signed.replace('zoe@daily', 'eve@daily'),
      signed.replace(/Gr=C3=BC=C3=9Fe/, 'Gr=C3=BC=C3=9Fi'),
      signed.replace(/\r\nSubject:/, '\r\nSubject: another\r\nSubject:'),
    ];
    for (const message of changed) {
      expect(message).not.toBe(signed);
      expect(await verdicts(Buffer.from(message, 'latin1'))).not.toContain('pass');
    }
  });

  it('stays as it is without a key', async () => {
    const raw = await written();
    expect(await signMessage(raw, [], new Date())).toBe(raw);
  });
});
