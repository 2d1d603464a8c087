import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { releaseContent, renderContext } from '../../test/builders/release-content.js';
import { createSigner, loadDkimKeys } from './dkim.js';
import { compileMessage, type RecipientValues } from './mime-template.js';
import { renderRelease } from './render-release.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const domain = 'families.example';
const keys = loadDkimKeys([
  { domain, selector: 'rsa1', privateKey: pem(rsa.privateKey) },
  { domain, selector: 'ed1', privateKey: pem(ed25519.privateKey) },
]);

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const zone: Record<string, string> = {
  [`rsa1._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${spki(rsa.publicKey).toString('base64')}`,
  // RFC 8463 4.2: the bare 32 bytes.
  [`ed1._domainkey.${domain}`]: `v=DKIM1; k=ed25519; p=${spki(ed25519.publicKey).subarray(-32).toString('base64')}`,
};

async function resolver(name: string): Promise<string[][]> {
  const record = zone[name];
  if (record === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return [[record]];
}

async function verify(message: string) {
  const { results } = await dkimVerify(Buffer.from(message), { resolver } as never);
  return results;
}

const outcomes = async (message: string) =>
  (await verify(message)).map((result: { status: { result: string } }) => result.status.result);

const template = await compileMessage(await renderRelease(releaseContent(), renderContext()), {
  from: { name: 'Families Together', address: 'press@families.example' },
  list: { id: 'detention.families.example' },
});

function recipient(overrides: Partial<RecipientValues> = {}): RecipientValues {
  return {
    to: { name: 'Zoë', address: 'zoe@daily.example' },
    messageId: 'd1.r7@families.example',
    date: new Date('2026-11-23T08:00:00Z'),
    unsubscribe: { url: 'https://families.example/u/abc', mailto: 'mailto:u+abc@families.example' },
    slots: {
      viewUrl: 'https://n.example/r',
      preferencesUrl: 'https://n.example/p',
      unsubscribeUrl: 'https://n.example/u',
      trackToken: 't',
    },
    ...overrides,
  };
}

const signer = createSigner(template, keys);

describe('createSigner', () => {
  it('signs with RSA and Ed25519 at once so that an independent verifier passes both', async () => {
    const results = await verify(signer.sign(recipient()));
    expect(results.map((r) => [(r as { algo?: string }).algo, r.status.result])).toEqual([
      ['rsa-sha256', 'pass'],
      ['ed25519-sha256', 'pass'],
    ]);
  });

  it('covers every field that RFC 8058 and good practice demand, From twice', async () => {
    const message = signer.sign(recipient());
    const covered = /h=([^;]+);/.exec(message)?.[1]?.replace(/\s/g, '').split(':') ?? [];
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'list-id',
      'mime-version',
      'content-type',
    ]) {
      expect(covered).toContain(name);
    }
    expect(covered.filter((name) => name === 'from')).toHaveLength(2);
  });

  it('rebuilds the identical message later from signatures made before the lift', async () => {
    const before = signer.signatures(recipient());
    expect(before.map((signature) => signature.length)).toEqual([256, 64]);
    const later = createSigner(template, keys).assemble(recipient(), before);
    expect(later).toBe(signer.sign(recipient()));
    expect(await outcomes(later)).toEqual(['pass', 'pass']);
  });

  it('gives the same message from the thread pool', async () => {
    expect(String(await signer.signInPool(recipient()))).toBe(signer.sign(recipient()));
    expect(await signer.signaturesInPool(recipient())).toEqual(signer.signatures(recipient()));
  });

  it.each([
    ['the subject', (m: string) => m.replace('?B?VG9kYXn', '?B?VG9kYXm')],
    ['a second From', (m: string) => m.replace('\r\nFrom:', '\r\nFrom: <x@evil.example>\r\nFrom:')],
    ['the unsubscribe address', (m: string) => m.replace('/u/abc>', '/u/abd>')],
    ['the one-click header', (m: string) => m.replace('One-Click', 'Two-Click')],
    ['the recipient', (m: string) => m.replace('zoe@daily.example', 'eve@daily.example')],
    ['the date', (m: string) => m.replace('08:00:00', '09:00:00')],
    ['the body', (m: string) => m.replace('separation', 'separatiom')],
  ])('fails when somebody changes %s', async (_what, change) => {
    const message = signer.sign(recipient());
    const changed = change(message);
    expect(changed).not.toBe(message);
    expect(await outcomes(changed)).not.toContain('pass');
  });

  it('verifies for every recipient, whatever their name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.boolean(), async (typed, reply) => {
        const name = typed.replace(/[\p{Cc}\u2028\u2029]/gu, '');
        const values = recipient({
          to: { name, address: 'zoe@daily.example' },
          inReplyTo: reply ? 'd1.r6@families.example' : undefined,
        });
        expect(await outcomes(signer.sign(values))).toEqual(['pass', 'pass']);
      }),
      { numRuns: 25 },
    );
  });

  it('verifies for an address that needs SMTPUTF8', async () => {
    const message = signer.sign(recipient({ to: { name: 'Zoë', address: 'zoë@daily.example' } }));
    expect(message).toContain('<zoë@daily.example>');
    expect(await outcomes(message)).toEqual(['pass', 'pass']);
  });

  it('refuses too few signatures', () => {
    expect(() => signer.assemble(recipient(), [])).toThrow(/signatures/);
  });

  it('sends unsigned without keys', async () => {
    expect(createSigner(template, []).sign(recipient())).not.toContain('DKIM-Signature');
  });
});

describe('loadDkimKeys', () => {
  it.each([
    ['a text that is no key', { domain, selector: 's', privateKey: 'x' }, /cannot be read/],
    [
      'a curve that DKIM does not know',
      {
        domain,
        selector: 's',
        privateKey: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      },
      /RSA or Ed25519/,
    ],
    [
      'a short RSA key',
      {
        domain,
        selector: 's',
        privateKey: pem(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey),
      },
      /1024/,
    ],
    ['a selector that would break the header', { domain, selector: 's; d=x', privateKey: '' }, /selector/],
    ['a domain that would break the header', { domain: 'a b', selector: 's', privateKey: '' }, /domain/],
  ])('refuses %s', (_name, source, message) => {
    expect(() => loadDkimKeys([source])).toThrow(message);
  });
});
