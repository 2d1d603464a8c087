import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type Certificate, problemsOfCertificate } from '../../../src/dispatch/certificate.js';
import { freezeTier } from '../../../src/dispatch/freeze.js';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../../support/desk-of-newsroom.js';
import type { Client } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('steering a dispatch from its page', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let maja: Client;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '10', RETRY_FIRST: '600', LEASE: '2' });
    receiver = await SmtpReceiver.start();
    desk = await openDesk(newsroom, { SMTP_URL: receiver.url });
    maja = await desk.as();
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await desk.close();
    await receiver.stop();
    await newsroom.close();
  });
  const start = async () => {
    worker = await startWorker(newsroom.env({ SMTP_URL: `${receiver.url}?connections=4` }));
  };
  const stateOf = async (id: number) =>
    (await newsroom.db.query<{ state: string }[]>('select state from dispatch where id = $1', [id]))[0]
      ?.state;
  const liftOf = async (id: number) =>
    (await newsroom.db.query<{ at: Date }[]>('select lift_at as at from dispatch where id = $1', [id]))[0]
      ?.at;
  const wallOf = (at: Date) => at.toISOString().slice(0, 16);
  const untilState = (id: number, state: string) =>
    newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === state,
    );

  it('says before it stops how many have it and how many will not get it, and then does exactly that', async () => {
    await newsroom.addReaders(200);
    receiver.options.replyDelayMs = 15;
    const { id } = await newsroom.arm();
    await start();
    await receiver.waitForMessages(20);
    expect((await maja.form(`/desk/dispatches/${id}/pause`)).status).toBe(303);
    await newsroom.until(
      'select transmitting from dispatch_account where dispatch_id = $1',
      [id],
      (row: { transmitting: number }) => row.transmitting === 0,
    );
    const [account] = await newsroom.db.query<{ accepted: number; pending: number }[]>(
      'select accepted::int, pending::int from dispatch_account where dispatch_id = $1',
      [id],
    );
    const { accepted = 0, pending = 0 } = account ?? {};
    const page = await maja.get(`/desk/dispatches/${id}/stop`);
    expect(page.text).toContain(`Stop for ${pending} recipients?`);
    expect(page.text).toContain(`${accepted} have it or may have it.`);
    expect((await maja.form(`/desk/dispatches/${id}/stop`)).headers.get('location')).toBe(
      `/desk/dispatches/${id}`,
    );
    expect(await stateOf(id)).toBe('stopped');
    const after = (await maja.get(`/desk/dispatches/${id}`)).text;
    expect(after).toContain(`${pending} were cancelled before they left.`);
    expect(receiver.messages).toHaveLength(accepted);
  });

  it('lifts early only when the words are typed', async () => {
    await newsroom.addReaders(5);
    const { id } = await newsroom.arm({ liftIn: 3600 });
    await start();
    const refused = await maja.form(`/desk/dispatches/${id}/lift`, { confirm: 'yes' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Type “lift now” to lift the embargo.');
    expect(refused.text).toContain('value="yes"');
    expect(receiver.messages).toHaveLength(0);
    expect((await maja.form(`/desk/dispatches/${id}/lift`, { confirm: 'lift now' })).status).toBe(303);
    await receiver.waitForMessages(5);
    await untilState(id, 'finished');
  });

  it('brings the lift forward only by its own words, and lifts now only by those for that', async () => {
    await newsroom.addReaders(5);
    const { id, liftAt } = await newsroom.arm({ liftIn: 7200 });
    const lift = { 'lift.zone': 'Etc/UTC', 'lift.local': wallOf(new Date(liftAt.getTime() - 3_600_000)) };
    const page = (await maja.get(`/desk/dispatches/${id}/forward`)).text;
    expect(page).toContain('is sent to 5 recipients and opens in the newsroom.');
    expect(page).toContain('Nothing leaves by this step');
    const said = await maja.form(`/desk/dispatches/${id}/forward`, lift);
    expect(said.status).toBe(200);
    expect(said.text).toContain('The lift in each time zone');
    expect(said.text).toContain(
      new Date(`${lift['lift.local']}Z`).toLocaleString('en-GB', { weekday: 'long', timeZone: 'UTC' }),
    );
    expect(said.text).toContain('Type “bring forward” to confirm');
    expect(said.text).not.toContain('Type “bring forward” to bring the lift forward.');
    const gap = { 'lift.local': '2027-03-28T03:30', 'lift.zone': 'Europe/Helsinki' };
    const inGap = await maja.form(`/desk/dispatches/${id}/forward`, gap);
    expect(inGap.status).toBe(422);
    expect(inGap.text).toContain('does not exist in Europe/Helsinki');
    expect(inGap.text).toContain(`value="${gap['lift.local']}"`);
    const refused = await maja.form(`/desk/dispatches/${id}/forward`, { ...lift, confirm: 'lift now' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Type “bring forward” to bring the lift forward.');
    expect(refused.text).toContain(`value="${lift['lift.local']}"`);
    expect(
      (await maja.form(`/desk/dispatches/${id}/lift`, { ...lift, confirm: 'bring forward' })).status,
    ).toBe(422);
    const base = `/api/dispatches/${id}/lift`;
    const time = { wall: lift['lift.local'], zone: 'Etc/UTC' };
    expect((await maja.json('PUT', base, { ...time, confirm: 'lift now' })).status).toBe(422);
    expect((await maja.json('POST', base, { ...time, confirm: 'bring forward' })).status).toBe(422);
    expect(await liftOf(id)).toEqual(liftAt);
    const done = await maja.form(`/desk/dispatches/${id}/forward`, { ...lift, confirm: 'bring forward' });
    expect(done.status).toBe(303);
    expect(await liftOf(id)).toEqual(new Date(`${lift['lift.local']}Z`));
    const past = await maja.form(`/desk/dispatches/${id}/forward`, {
      ...lift,
      'lift.local': '2020-01-01T10:00',
      confirm: 'bring forward',
    });
    expect(past.status).toBe(422);
    expect(past.text).toContain('That time has passed.');
    const sooner = wallOf(new Date(liftAt.getTime() - 5_400_000));
    const answer = await maja.json('PUT', base, { wall: sooner, zone: 'Etc/UTC', confirm: 'bring forward' });
    expect(answer.json<{ liftAt: string }>().liftAt).toBe(`${sooner}:00.000Z`);
    expect(await stateOf(id)).toBe('armed');
    expect(receiver.messages).toHaveLength(0);
  });

  it.each(['lift', 'forward'])(
    'counts on the page of %s only those who do not have it yet',
    async (action) => {
      await newsroom.addReaders(5);
      const { id } = await newsroom.arm({ earlyIn: 3600, liftIn: 7200 });
      await newsroom.db.query(`update contact set trust = 'trusted' where email like 'r1@%'`);
      await newsroom.db.query(
        `insert into terms_answer (contact_id, release_id, answer, text_hash)
       select c.id, r.id, 'accepted', '' from contact c, release r where c.trust = 'trusted'`,
      );
      await newsroom.db.transaction((manager) => freezeTier(manager, { dispatchId: id, tier: 'early' }, 10));
      await newsroom.db.query(`update delivery set state = 'accepted'`);
      const page = (await maja.get(`/desk/dispatches/${id}/${action}`)).text;
      expect(page).toContain('to 4 recipients');
      expect(page).toContain('one recipient with early access is told first');
    },
  );

  it('asks about a late dispatch and sends it when the answer is yes', async () => {
    await newsroom.addReaders(5);
    const { id } = await newsroom.arm({ liftIn: 3600, headline: 'Late report' });
    await newsroom.db.query(`update dispatch set lift_at = now() - interval '2 hours' where id = $1`, [id]);
    await newsroom.db.query(
      `update dispatch_tier set opens_at = now() - interval '2 hours' where dispatch_id = $1`,
      [id],
    );
    await start();
    await untilState(id, 'held');
    expect((await maja.get('/desk')).text).toContain('“Late report” is held and asks you');
    const page = (await maja.get(`/desk/dispatches/${id}`)).text;
    expect(page).toContain('and did not start. Send it now?');
    expect(page).toContain('That was 2 hours ago.');
    expect(receiver.messages).toHaveLength(0);
    await maja.form(`/desk/dispatches/${id}/resume`);
    await receiver.waitForMessages(5);
  });

  it('begins a correction as a draft for exactly those who have it, and needs its words', async () => {
    await newsroom.addReaders(4);
    const { id } = await newsroom.arm();
    await start();
    await untilState(id, 'finished');
    expect((await maja.get(`/desk/dispatches/${id}/correct`)).text).toContain('Correct it for 4 recipients?');
    expect((await maja.form(`/desk/dispatches/${id}/correct`, { notice: '' })).status).toBe(422);
    const begun = await maja.form(`/desk/dispatches/${id}/correct`, { notice: 'It is twelve, not ten.' });
    expect(begun.headers.get('location')).toMatch(/^\/desk\/releases\//);
    const [draft] = await newsroom.db.query(
      'select kind, stage, notice from release_version where number = 2',
    );
    expect(draft).toMatchObject({ kind: 'correction', stage: 'draft', notice: 'It is twelve, not ten.' });
  });

  it('stops what is under way when it is killed, and prepares the notice', async () => {
    await newsroom.addReaders(100);
    receiver.options.replyDelayMs = 15;
    const { id } = await newsroom.arm();
    await start();
    await receiver.waitForMessages(5);
    expect((await maja.form(`/desk/dispatches/${id}/kill`, { notice: 'The source was wrong.' })).status).toBe(
      303,
    );
    expect(await stateOf(id)).toBe('stopped');
    const [draft] = await newsroom.db.query('select kind from release_version where number = 2');
    expect(draft).toMatchObject({ kind: 'kill' });
  });

  it('refuses what the state does not allow any more, on the page where it was asked', async () => {
    const { id } = await newsroom.arm({ liftIn: 3600 });
    const again = await maja.form(`/desk/dispatches/${id}/resume`);
    expect(again.status).toBe(409);
    expect(again.text).toContain('Meanwhile the dispatch has moved on');
  });

  it('lets a viewer watch and nothing else', async () => {
    const { id } = await newsroom.arm({ liftIn: 3600 });
    const viewer = await desk.as('viewer');
    const page = await viewer.get(`/desk/dispatches/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(`/desk/dispatches/${id}/stop`);
    expect((await viewer.get(`/desk/dispatches/${id}/stop`)).status).toBe(403);
    expect((await viewer.form(`/desk/dispatches/${id}/stop`)).status).toBe(403);
    expect(await stateOf(id)).toBe('armed');
  });

  it('lists who is in doubt with the evidence; leaving asks no more, sending again sends once more', async () => {
    await newsroom.addReaders(20);
    receiver.rule({ at: 'dot', to: /^r[12]@/, times: 2, keep: true, then: 'reset' });
    const { id } = await newsroom.arm();
    await start();
    await untilState(id, 'finished');
    const base = `/desk/dispatches/${id}/in-doubt`;
    expect((await maja.get('/desk')).text).toContain('In doubt whether 2 recipients got');
    const page = (await maja.get(base)).text;
    expect(page).toContain('The connection broke after the text, before the answer');
    const ids = [...page.matchAll(/name="delivery\[\]" value="(\d+)"/g)].map((match) => match[1] as string);
    expect(ids).toHaveLength(2);
    expect((await maja.get(`${base}/resend`)).status).toBe(422);
    expect((await maja.form(`${base}/leave`)).status).toBe(303);
    expect((await maja.get('/desk')).text).not.toContain('In doubt whether');
    const [first = ''] = ids;
    expect((await maja.get(`${base}/resend?delivery[]=${first}`)).text).toContain(
      'Send again to one recipient?',
    );
    await maja.form(`${base}/resend`, { 'delivery[]': [first] });
    await untilState(id, 'finished');
    expect(receiver.messages).toHaveLength(21);
  });

  it('gives a certificate whose signature and totals hold', async () => {
    await newsroom.addReaders(6);
    const { id } = await newsroom.arm();
    await start();
    await untilState(id, 'finished');
    expect((await maja.get(`/desk/dispatches/${id}/certificate`)).text).toContain(
      '0 of 6 before the lift; first +',
    );
    const file = await maja.get(`/desk/dispatches/${id}/certificate.json`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(problemsOfCertificate(file.json<Certificate>())).toEqual([]);
  });
});
