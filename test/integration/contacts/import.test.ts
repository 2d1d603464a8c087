import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Actor } from '../../../src/auth/actor.js';
import { importContacts } from '../../../src/contacts/import-contacts.command.js';
import type { ContactImport, ImportSettings } from '../../../src/contacts/import/contact-import.entity.js';
import { ImportsService } from '../../../src/contacts/import/imports.service.js';
import type { ImportField } from '../../../src/contacts/import/match-columns.js';
import { DomainError } from '../../../src/errors/domain-error.js';
import { createLog } from '../../../src/ops/log.js';
import { buildContact, buildSubscription, buildTopic } from '../../support/build-contacts.js';
import { xlsxOf, zipOf } from '../../support/build-xlsx.js';
import { openTestDatabase } from '../../support/press-list-database.js';

const actor: Actor = { kind: 'user', id: 1, role: 'press_officer', name: 'Maja' };
let source: DataSource;
let close: () => Promise<void>;
let folder: string;
let imports: ImportsService;

beforeAll(async () => {
  ({ source, close } = await openTestDatabase());
  folder = await mkdtemp(join(tmpdir(), 'import-test-'));
  imports = new ImportsService(source, createLog('silent'));
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const left: { name: string }[] = await source.query(
    `select relname as name from pg_class where relname ~ '^contact_import_rows_[0-9]+$'`,
  );
  for (const { name } of left) await source.query(`drop table ${name}`);
  await source.query('truncate contact, topic, beat, outlet, suppression, contact_import cascade');
});

type Given = Partial<ImportSettings> & { fields?: (ImportField | null)[] };
const file = async (content: string | Buffer): Promise<string> => {
  const path = join(folder, `list-${Math.random()}`);
  await writeFile(path, content);
  return path;
};
const stage = async (content: string | Buffer, { fields, ...given }: Given = {}): Promise<ContactImport> => {
  const settings = { source: 'fair', topics: [], tags: [], emptyOverwrites: false, ...given };
  return imports.stage(actor, {
    path: await file(content),
    name: 'list.csv',
    settings,
    ...(fields && { fields }),
  });
};
const run = async (content: string | Buffer, given: Given = {}): Promise<ContactImport> =>
  imports.run(actor, (await stage(content, given)).id);
const contacts = (): Promise<Record<string, unknown>[]> =>
  source.query(`select c.email, c.name, o.name as outlet, c.role, c.languages, c.country, c.tags, c.source,
    array(select b.slug from contact_beat cb join beat b on b.id = cb.beat_id where cb.contact_id = c.id order by 1) as beats
    from contact c left join outlet o on o.id = c.outlet_id order by c.id`);
const refused = async (id: number) =>
  (await imports.refusals(id, 0, 100)).map(({ line, reason }) => `${line}: ${reason}`);

describe('importing a list', () => {
  it('takes every good row and keeps the refused ones with line and reason', async () => {
    const list = await run(
      'E-mail;Vorname;Nachname;Medium;Ressort\nana@radio.example;Ana;Ruiz;Radio;Health, Borders\nnobody;X;Y;;\n\nANA@Radio.example;A;R;;\neva@tv.example;Eva;;RADIO;health\n',
      { tags: ['fair'] },
    );
    expect(list).toMatchObject({ state: 'done', rows: 2, refused: 2, created: 2, changed: 0 });
    expect(await contacts()).toMatchObject([
      {
        email: 'ana@radio.example',
        name: 'Ana Ruiz',
        outlet: 'Radio',
        beats: ['borders', 'health'],
        tags: ['fair'],
        source: 'fair',
      },
      { email: 'eva@tv.example', name: 'Eva', outlet: 'Radio', beats: ['health'] },
    ]);
    expect(await refused(list.id)).toEqual([
      '3: This is not an e-mail address. Write it like name@example.org.',
      '5: This address stands in row 2 already.',
    ]);
  });

  it('is safe to run twice: the second time nothing changes', async () => {
    const content = 'email,name,tags,languages\nana@radio.example,Ana,"vip, fair",es\neva@tv.example,Eva,,\n';
    await run(content, { tags: ['x'] });
    const before = await source.query('select * from contact order by id');
    const again = await stage(content, { tags: ['x'] });
    expect(await imports.check(again.id)).toEqual({ created: 0, changed: 0, same: 2, leftOut: 0 });
    expect(await imports.run(actor, again.id)).toMatchObject({ created: 0, changed: 0 });
    expect(await source.query('select * from contact order by id')).toEqual(before);
  });

  it('fills what the list does not know and never empties, unless asked', async () => {
    await run('email,name,role,country\nana@radio.example,Ana Ruiz,Editor,MX\n');
    expect(await run('email,name,role,phone\nana@radio.example,,Host,555\n')).toMatchObject({
      created: 0,
      changed: 1,
    });
    expect(await contacts()).toMatchObject([{ name: 'Ana Ruiz', role: 'Host', country: 'MX' }]);
    await run('email,name,role\nana@radio.example,Ana,\n', { emptyOverwrites: true });
    expect(await contacts()).toMatchObject([{ name: 'Ana', role: null, country: 'MX' }]);
  });

  it('says before what it will do', async () => {
    await run('email,name\nana@radio.example,Ana\nsame@radio.example,Sam\n');
    await source.query(
      `insert into suppression (email_hash, reason, source) values (email_hash('gone@radio.example'), 'erased', 'test')`,
    );
    const list = await stage(
      'email,name\nana@radio.example,Anna\nsame@radio.example,Sam\nnew@radio.example,N\ngone@radio.example,G\n',
    );
    expect(await imports.check(list.id)).toEqual({ created: 1, changed: 1, same: 1, leftOut: 1 });
    expect(await contacts()).toHaveLength(2);
  });

  it('subscribes to the chosen topics, and never anybody who left', async () => {
    const topic = await buildTopic(source);
    const left = await buildContact(source, { email: 'left@radio.example' });
    const asked = await buildContact(source, { email: 'asked@radio.example' });
    const stopped = await buildContact(source, { email: 'stopped@radio.example' });
    await buildSubscription(source, left.id, topic.id, 'left');
    await buildSubscription(source, asked.id, topic.id, 'requested');
    await source.query(
      `insert into suppression (email_hash, reason, source) values (email_hash($1), 'unsubscribed', 'one-click')`,
      [stopped.emailKey],
    );
    const content =
      'email\nleft@radio.example\nasked@radio.example\nstopped@radio.example\nnew@radio.example\n';
    for (let twice = 0; twice < 2; twice++) await run(content, { topics: [topic.id] });
    const states = await source.query(
      `select c.email, s.state from contact c left join subscription s on s.contact_id = c.id order by c.id`,
    );
    expect(states).toEqual([
      { email: 'left@radio.example', state: 'left' },
      { email: 'asked@radio.example', state: 'requested' },
      { email: 'stopped@radio.example', state: null },
      { email: 'new@radio.example', state: 'active' },
    ]);
    const consent = await source.query(`select change, source from consent_event where source = 'import'`);
    expect(consent).toEqual([{ change: 'subscribed', source: 'import' }]);
  });

  it('does not bring back duplicates that were merged', async () => {
    const kept = await buildContact(source);
    await source.query(
      `insert into contact_merge (merged_id, contact_id, email_key) values (999999, $1, 'old@radio.example')`,
      [kept.id],
    );
    expect(await run('email\nold@radio.example\n')).toMatchObject({ created: 0, changed: 0 });
    expect(await contacts()).toHaveLength(1);
  });

  it('goes on where a former process stopped, and writes nothing twice', async () => {
    const rows = Array.from({ length: 100 }, (_, n) => `n${n}@radio.example,Name ${n}`);
    const list = await stage(`email,name\n${rows.join('\n')}\n`);
    const first = new ImportsService(source, createLog('silent'));
    first.runs.rowsAtOnce = 20;
    await first.start(actor, list.id);
    await first.onApplicationShutdown();
    // Two parts are written side by side, and those that were begun are ended.
    const stopped = await imports.find(list.id);
    expect(stopped).toMatchObject({ state: 'running', doneRows: 40, created: 40 });
    const second = new ImportsService(source, createLog('silent'));
    await second.onApplicationBootstrap();
    const done = await second.settled(list.id);
    expect(done).toMatchObject({ state: 'done', doneRows: 100, created: 100, changed: 0 });
    expect(await source.query('select count(*)::int as n from contact')).toEqual([{ n: 100 }]);
  });

  it('in many parts takes every row once, wherever the parts are cut', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => `${'z'.repeat(n % 7)}n${n}@radio.example,Name ${n}`);
    const inParts = new ImportsService(source, createLog('silent'));
    inParts.runs.rowsAtOnce = 7;
    const list = await stage(`email,name\n${rows.join('\n')}\n`, { tags: ['x'] });
    expect(await inParts.run(actor, list.id)).toMatchObject({ doneRows: 500, created: 500, changed: 0 });
    const renamed = await stage(`email,name\n${rows.join(' Jr\n')}\n`, { tags: ['x'] });
    expect(await inParts.run(actor, renamed.id)).toMatchObject({ doneRows: 500, created: 0, changed: 499 });
    expect(await source.query('select count(*)::int as n from contact')).toEqual([{ n: 500 }]);
  });

  it('takes somebody for known who is added at the very moment in which their row is written', async () => {
    const list = await stage('email,name,phone\nana@radio.example,Ana,555\neva@radio.example,Eva,\n');
    const adding = source.createQueryRunner();
    await adding.startTransaction();
    await adding.query(
      `insert into contact (email, email_key, name, source) values ('Ana@radio.example', 'ana@radio.example', 'Ana Ruiz', 'desk')`,
    );
    await imports.start(actor, list.id);
    await untilSomebodyWaits();
    await adding.commitTransaction();
    await adding.release();
    expect(await imports.settled(list.id)).toMatchObject({ state: 'done', created: 1, changed: 1 });
    expect(await source.query('select email, name, phone, source from contact order by email')).toEqual([
      { email: 'Ana@radio.example', name: 'Ana', phone: '555', source: 'desk' },
      { email: 'eva@radio.example', name: 'Eva', phone: null, source: 'fair' },
    ]);
  });

  it('that is cancelled while it runs ends after the parts being written, and nothing of it is left behind', async () => {
    const rows = Array.from({ length: 100 }, (_, n) => `n${n}@radio.example`);
    const list = await stage(`email\n${rows.join('\n')}\n`);
    const inParts = new ImportsService(source, createLog('silent'));
    inParts.runs.rowsAtOnce = 10;
    const holding = source.createQueryRunner();
    await holding.startTransaction();
    await holding.query('lock table contact in share mode');
    await inParts.start(actor, list.id);
    await untilSomebodyWaits();
    const cancelling = inParts.cancel(actor, list.id);
    await holding.commitTransaction();
    await holding.release();
    await cancelling;
    const ended = await inParts.settled(list.id);
    expect(ended).toMatchObject({ state: 'cancelled', trouble: null });
    expect(await source.query('select count(*)::int as n from contact')).toEqual([{ n: ended.doneRows }]);
    expect(ended.doneRows).toBeLessThan(100);
    const left = await source.query(
      `select relname from pg_class where relname = $1 union all select 'part' from contact_import_part`,
      [`contact_import_rows_${list.id}`],
    );
    expect(left).toEqual([]);
  });

  it('can be cancelled, and then is over', async () => {
    const list = await stage('email\na@radio.example\n');
    await imports.cancel(actor, list.id);
    await expect(imports.run(actor, list.id)).rejects.toThrow('over');
    expect(await contacts()).toEqual([]);
  });
});

describe('files of all kinds', () => {
  const text = 'correo,nombre,país\nana@radio.example,Añá Müller,México\n';
  const expected = [{ email: 'ana@radio.example', name: 'Añá Müller', country: 'MX' }];
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 little endian', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['Latin-1', Buffer.from(text, 'latin1')],
    ['tabs and CRLF', Buffer.from(text.replaceAll(',', '\t').replaceAll('\n', '\r\n'))],
    [
      'XLSX',
      xlsxOf(
        text
          .trim()
          .split('\n')
          .map((line) => line.split(',')),
      ),
    ],
  ])('%s is read', async (_, content) => {
    expect(await run(content)).toMatchObject({ rows: 1, refused: 0 });
    expect(await contacts()).toMatchObject(expected);
  });

  it('a list without titles is known by its addresses', async () => {
    await run('Ana;ana@radio.example\nEva;eva@radio.example\n');
    expect(await contacts()).toMatchObject([{ email: 'ana@radio.example' }, { email: 'eva@radio.example' }]);
  });

  it('a person’s word on the columns goes before the titles', async () => {
    await run('name,email,x\nana@radio.example,Ana,Radio\n', { fields: ['email', 'name', 'outlet'] });
    expect(await contacts()).toMatchObject([{ email: 'ana@radio.example', name: 'Ana', outlet: 'Radio' }]);
  });
});

describe('a bad file', () => {
  const bomb = zipOf([
    { name: 'xl/workbook.xml', content: Buffer.alloc(401 * 1024 * 1024), claimedSize: 100 },
  ]);
  const manyParts = Array.from({ length: 2001 }, (_, n) => ({ name: `xl/${n}`, content: 'x' }));
  const titles = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`).join(',');
  it.each([
    ['empty', '', 'empty'],
    ['without a column of addresses', 'name,city\nAna,Leesport\n', 'No column of e-mail addresses'],
    ['of 200 columns', `email,${titles(199)}\n`, '200 columns'],
    ['with NUL bytes', 'email,name\nana@radio.example,A\0na\n', 'NUL'],
    ['that is a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'NUL'],
    [
      'with an endless quotation',
      `email,name\nana@radio.example,"Ana\n${'x,y\n'.repeat(100_000)}`,
      'quotation mark',
    ],
    [
      'with one line of many megabytes',
      `email,name\nana@radio.example,${'a'.repeat(5_000_000)}\n`,
      'longer than 256 KB',
    ],
    ['that is an old Excel file', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'XLS'],
    ['that is a zip bomb', bomb, 'unpacks to more than 400 MB'],
    [
      'that is a broken spreadsheet',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]),
      'damaged',
    ],
    ['that is a zip of something else', zipOf([{ name: 'readme.txt', content: 'hello' }]), 'damaged'],
    ['that is a zip of thousands of parts', zipOf(manyParts), 'unpacks to more than 400 MB'],
    ['with two columns of addresses chosen', 'a@x.example,b@x.example\n', 'Two columns'],
  ])('%s is refused clearly, and nothing is half done', async (kind, content, message) => {
    const fields: (ImportField | null)[] | undefined = kind.startsWith('with two')
      ? ['email', 'email']
      : undefined;
    const refusal = await stage(content, fields && { fields }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect((refusal as DomainError).message).toContain(message);
    expect(await source.query('select 1 from contact_import')).toEqual([]);
    expect(
      await source.query(`select 1 from pg_class where relname ~ '^contact_import_rows_[0-9]+$'`),
    ).toEqual([]);
    expect(await contacts()).toEqual([]);
  });

  it('with good rows and hostile cells loses only the hostile rows', async () => {
    const list = await run(
      'email,name\na@radio.example,"=cmd|\' /C calc\'!A0"\n"b@radio.example\r\nBcc: x@y.example",B\nc@radio.example,\\N\nd@radio.example,"{""x"",NULL}\t\\."\n',
    );
    expect(list).toMatchObject({ rows: 2, refused: 2 });
    expect(await contacts()).toMatchObject([{ name: '\\N' }, { name: '{"x",NULL} \\.' }]);
  });
});

describe('a long file', () => {
  it('with an error in its last rows leaves nothing, and all refused rows of a good one are kept', async () => {
    const rows = (from: string, count: number) =>
      Array.from({ length: count }, (_, n) => `${n % 2 ? `n${n}@radio.example` : from},Name ${n}`).join('\n');
    const broken = `email,name\n${rows('nobody', 6_000)}\n${'x,'.repeat(200)}\n`;
    await expect(stage(broken)).rejects.toThrow('Row 6002 has 201 columns');
    expect(await source.query('select 1 from contact_import')).toEqual([]);
    expect(await source.query('select 1 from contact_import_refusal')).toEqual([]);

    const list = await run(`email,name\n${rows('nobody', 6_000)}\n`);
    expect(list).toMatchObject({ rows: 3_000, refused: 3_000, created: 3_000 });
    const [{ n }] = await source.query('select count(*)::int as n from contact_import_refusal');
    expect(n).toBe(3_000);
    const [words] = await source.query(
      'select count(*)::int as n from contact_search s join contact c on c.id = s.contact_id',
    );
    expect(words.n).toBe(3_000);
  });

  it('finds again by search whom it renamed', async () => {
    await run('email,name\nana@radio.example,Ana Old\n');
    await run('email,name\nana@radio.example,Ana Brandnew\n');
    const found = async (word: string) =>
      source.query(`select 1 from contact_search where words @@ $1::tsquery`, [`${word}:*`]);
    expect(await found('brandn')).toHaveLength(1);
    expect(await found('old')).toHaveLength(0);
  });
});

describe('the command import-contacts', () => {
  const command = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    return { code: await importContacts(source, args, (line) => lines.push(line)), lines };
  };

  it('imports a file and says what it did', async () => {
    const topic = await buildTopic(source, { slug: 'health' });
    const path = await file('email,name\na@radio.example,Ana\nnobody,X\n');
    const { code, lines } = await command(path, '--topic', 'health', '--tag', 'fair');
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [
        '1 rows read: 1 new, 0 changed, 0 as they are, 0 left out, 1 refused.',
        '  row 3: This is not an e-mail address. Write it like name@example.org.',
        'Done: 1 created, 0 changed.',
      ],
    });
    expect(await source.query(`select topic_id from subscription where state = 'active'`)).toEqual([
      { topic_id: topic.id },
    ]);
  });

  it('with --dry-run changes nothing', async () => {
    expect((await command(await file('email\na@radio.example\n'), '--dry-run')).code).toBe(0);
    expect(await contacts()).toEqual([]);
  });

  it('explains itself, and refuses files and topics that are not there', async () => {
    expect((await command()).code).toBe(2);
    expect((await command('a', 'b')).code).toBe(2);
    await expect(command('/nowhere.csv')).rejects.toThrow('no readable file');
    await expect(command(await file('email\na@b.example\n'), '--topic', 'none')).rejects.toThrow(
      'no topic "none"',
    );
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const [{ n }] = await source.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (n > 0) return;
  }
}
