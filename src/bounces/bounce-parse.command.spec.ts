import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { bounceParse, predictFolder } from './bounce-parse.command.js';

it('prints what every mail of a folder says, file by file', async () => {
  const predictions = await predictFolder(join(process.cwd(), 'test/fixtures/bounces'));
  expect(predictions['postfix-unknown-user.eml']).toEqual({
    kind: 'bounce',
    recipients: [
      {
        address: 'anna@paper.example',
        hard: true,
        status: '5.1.1',
        reply: '550',
        category: 'unknown-address',
      },
    ],
  });
  expect(predictions['complaint.eml']).toMatchObject({ kind: 'feedback', feedbackType: 'abuse' });
  expect(predictions['human-reply.eml']).toEqual({ kind: 'other', recipients: [] });
});

it('answers for a mail that exceeds a limit too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-bounces-'));
  writeFileSync(
    join(folder, 'bomb.eml'),
    `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\n'.repeat(9000)}`,
  );
  expect(await predictFolder(folder)).toEqual({ 'bomb.eml': { kind: 'exceeded', recipients: [] } });
  rmSync(folder, { recursive: true });
});

it('asks for a folder when none is named', async () => {
  expect(await bounceParse([])).toBe(2);
});
