import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { auditVerify } from '../../../src/audit/audit-verify.command.js';
import { record } from '../../../src/audit/record.js';
import { verifyRecord } from '../../../src/audit/verify-record.js';
import { UsersService } from '../../../src/users/users.service.js';
import { TestApp } from '../../support/http.js';

const SYSTEM = { kind: 'system', name: 'test' } as const;

describe('the record', () => {
  let app: TestApp;
  let database: DataSource;
  beforeAll(async () => {
    app = await TestApp.start();
    database = app.database;
  });
  afterAll(() => app.stop());
  beforeEach(() => tamper('delete from audit_entry'));

  /** As somebody would who owns the database and switches the guard off. */
  const tamper = (sql: string) =>
    database.transaction(async (manager) => {
      await manager.query('alter table audit_entry disable trigger all');
      await manager.query(sql);
      await manager.query('alter table audit_entry enable trigger all');
    });
  const write = (count: number) =>
    database.transaction(async (manager) => {
      for (let i = 1; i <= count; i += 1) {
        const entry = { actor: SYSTEM, action: 'release.approved', subjectType: 'release', subjectId: i };
        await record(manager, { ...entry, detail: { text: `ünïcode "${i}"`, number: 1.5, nothing: null } });
      }
    });

  it('is whole when nobody touched it, and when it is empty', async () => {
    expect(await verifyRecord(database)).toMatchObject({ ok: true, rows: 0 });
    await write(5);
    expect(await verifyRecord(database)).toMatchObject({ ok: true, rows: 5, head: { id: 5 } });
  });

  it('stays one chain when many write at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => write(10)));
    expect(await verifyRecord(database)).toMatchObject({ ok: true, rows: 40 });
  });

  it('cannot be changed with the guard on', async () => {
    await write(2);
    for (const sql of [
      `update audit_entry set actor = 'x'`,
      'delete from audit_entry',
      'truncate audit_entry',
    ]) {
      await expect(database.query(sql)).rejects.toThrow('append-only');
    }
  });

  it.each([
    [`update audit_entry set detail = '{"text": "other"}' where id = 3`, 3, 'altered'],
    [`update audit_entry set at = at + interval '1 microsecond' where id = 2`, 2, 'altered'],
    [`update audit_entry set actor = 'user:1' where id = 1`, 1, 'altered'],
    [`delete from audit_entry where id = 4`, 5, 'missing before'],
    [`delete from audit_entry where id = 1`, 2, 'missing before'],
    [
      `update audit_entry e set detail = '{}', hash = audit_entry_hash(jsonb_populate_record(e, '{"detail": {}}')) where id = 3`,
      4,
      'not chained',
    ],
    [`update audit_entry set id = 9 where id = 5`, 9, 'missing before'],
    [
      `insert into audit_entry select 6, now(), 'user:1', 'x.y', 'x', '1', '{}', '\\x00'::bytea, audit_entry_hash(row(6, now(), 'user:1', 'x.y', 'x', '1', '{}', '\\x00'::bytea, '')::audit_entry)`,
      6,
      'not chained',
    ],
  ])('names the first broken entry after %s', async (sql, id, reason) => {
    await write(5);
    await tamper(sql);
    expect(await verifyRecord(database)).toMatchObject({ ok: false, firstBroken: { id, reason } });
  });

  it('shows a tail that was cut off to whoever noted the head', async () => {
    await write(5);
    const { head } = await verifyRecord(database);
    await tamper('delete from audit_entry where id > 3');
    expect(await verifyRecord(database)).toMatchObject({ ok: true, rows: 3 });
    expect(await verifyRecord(database, head)).toMatchObject({
      ok: false,
      firstBroken: { id: 5, reason: 'missing' },
    });
    await write(2);
    expect(await verifyRecord(database, head)).toMatchObject({
      firstBroken: { id: 5, reason: 'other than noted' },
    });
  });

  it('is written with the change or not at all', async () => {
    const before = await app.service(UsersService).list();
    const failing = database.transaction(async (manager) => {
      await manager.query(`insert into staff_user (email, name, role) values ('x@y.example', 'X', 'viewer')`);
      await record(manager, { actor: SYSTEM, action: 'user.created', subjectType: 'user', subjectId: 1 });
      throw new Error('the transaction fails');
    });
    await expect(failing).rejects.toThrow('the transaction fails');
    expect(await app.service(UsersService).list()).toHaveLength(before.length);
    expect((await verifyRecord(database)).rows).toBe(0);
    const outside = { actor: SYSTEM, action: 'x.y', subjectType: 'x', subjectId: 1 };
    await expect(record(database.manager, outside)).rejects.toThrow('outside a transaction');
  });

  it('is verified by a command that exits 1 when it is broken', async () => {
    await write(3);
    const lines: string[] = [];
    expect(await auditVerify(database, [], (line) => lines.push(line))).toBe(0);
    expect(lines[0]).toBe('The record is whole: 3 entries.');
    const head = lines[1]!.replace('Head: ', '');
    await tamper('delete from audit_entry where id = 3');
    expect(await auditVerify(database, [head], (line) => lines.push(line))).toBe(1);
    await expect(auditVerify(database, ['nonsense'], () => undefined)).rejects.toThrow('ID:HASH');
  });

  it('reads as sentences, filtered by who, what and when', async () => {
    const admin = await app.as('admin');
    const actor = { kind: 'user', id: admin.userId, role: 'admin', name: 'x' } as const;
    const user = await app
      .service(UsersService)
      .create(actor, { email: 'b@x.example', name: '<b>Bea</b>', role: 'viewer' });
    await app.service(UsersService).changeRole(actor, user.id, 'press_officer');
    const page = await admin.get(`/desk/record?subjectType=user&subjectId=${user.id}`);
    expect(page.text).toContain('made &lt;b>Bea&lt;/b> press officer instead of viewer.');
    const { total, entries } = (await admin.get(`/api/record?actor=user:${admin.userId}`)).json();
    expect([total, entries[0].action]).toEqual([2, 'user.role_changed']);
    expect((await admin.get('/api/record?from=2020-01-01&to=2020-12-31')).json().total).toBe(0);
    expect((await admin.get('/api/record?from=yesterday')).status).toBe(422);
    expect((await admin.get('/desk/record?page=0')).status).toBe(422);
  });
});
