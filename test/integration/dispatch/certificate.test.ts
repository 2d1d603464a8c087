import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseSecrets } from '../../../src/auth/signed-token.js';
import { certificateVerify } from '../../../src/dispatch/certificate-verify.command.js';
import { type Certificate, certificateOf } from '../../../src/dispatch/certificate.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { TEST_SECRET, type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';

describe('the command that verifies a certificate', () => {
  let newsroom: TestNewsroom;
  let certificate: Certificate;
  let folder: string;
  let said: string[];
  beforeAll(async () => {
    newsroom = await testNewsroom();
    folder = mkdtempSync(join(tmpdir(), 'dateline-certificate-'));
    certificate = await certificateOfThree(newsroom);
  });
  beforeEach(() => {
    said = [];
    for (const way of ['log', 'error'] as const)
      jest.spyOn(console, way).mockImplementation((line: unknown) => void said.push(String(line)));
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await newsroom.close();
  });

  it('says the totals in a sentence when all is as it was signed', async () => {
    expect(await verify(certificate, certificate.publicKey)).toBe(0);
    expect(said.join('\n')).toMatch(/the signature holds/);
    expect(said.join('\n')).toMatch(/0 of 3 before the lift; accepted 2, first \+0\.08 s, last \+2\.10 s/);
  });

  it('tells for each recipient the times, the reply and the attempt, and the hash that was approved', () => {
    const [first] = certificate.statement.recipients;
    expect(first).toMatchObject({
      attempt: 1,
      replyCode: 250,
      replyText: 'Ok, queued as 1',
      state: 'accepted',
    });
    expect(first?.claimedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(certificate.statement.releaseHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, (statement: Certificate['statement']) => void]>([
    ['a reply', ({ recipients }) => void (recipients[0]!.replyText = 'Ok')],
    ['a time', ({ recipients }) => void (recipients[1]!.transmittingAt = recipients[1]!.opensAt)],
    ['the lift', (statement) => void (statement.liftAt = '2020-01-01T00:00:00.000000Z')],
    ['the hash', (statement) => void (statement.releaseHash = '0'.repeat(64))],
    ['the list, one short', ({ recipients }) => void recipients.pop()],
  ])('says that %s was altered', async (_, alter) => {
    const copy = structuredClone(certificate);
    alter(copy.statement);
    expect(await verify(copy)).toBe(1);
    expect(said.join('\n')).toContain('it was altered');
  });

  it('says that it is signed by somebody else than it should', async () => {
    const stranger = await certificateOf(
      newsroom.db.manager,
      certificate.statement.dispatch,
      parseSecrets(`x:${'y'.repeat(40)}`),
    );
    expect(await verify(stranger)).toBe(0);
    expect(await verify(stranger, certificate.publicKey)).toBe(1);
    expect(said.join('\n')).toContain('another key');
  });

  it.each([
    ['is no JSON', 'certificate'],
    ['is no certificate', '{"statement": {}}'],
    ['has a key that is none', JSON.stringify({ statement: {}, signature: '', publicKey: 'AAAA' })],
  ])('says so when the file %s', async (_, text) => {
    const file = join(folder, 'other.json');
    writeFileSync(file, text);
    expect(await certificateVerify([file])).toBe(1);
    expect(said.join('\n')).toContain('no certificate');
  });

  function verify(given: Certificate, key?: string): Promise<number> {
    const file = join(folder, 'certificate.json');
    writeFileSync(file, JSON.stringify(given, null, 2));
    return certificateVerify([file, ...(key ? [key] : [])]);
  }
});

/** Two accepted after 0.08 and 2.1 seconds, one refused. */
async function certificateOfThree(newsroom: TestNewsroom): Promise<Certificate> {
  await newsroom.addReaders(3);
  const { id } = await newsroom.arm();
  await newsroom.db.transaction((manager) => freezeTier(manager, { dispatchId: id, tier: 'general' }, 10));
  await newsroom.db.query(
    `update delivery d set state = o.state, attempt = 1, claimed_at = x.lift_at, transmitting_at = x.lift_at + interval '10 ms',
            settled_at = x.lift_at + o.after * interval '1 second', reply_code = o.code, reply_text = o.text
       from dispatch x, (select id, row_number() over (order by id) as n from delivery) r,
            (values (1, 'accepted', 0.08, 250, 'Ok, queued as 1'), (2, 'accepted', 2.1, 250, 'Ok'),
                    (3, 'refused', 1, 550, 'no such user')) o (n, state, after, code, text)
      where x.id = d.dispatch_id and r.id = d.id and o.n = r.n`,
  );
  return certificateOf(newsroom.db.manager, id, parseSecrets(TEST_SECRET));
}
