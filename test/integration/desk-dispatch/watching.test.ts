import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type TestNewsroom, testNewsroom } from '../../support/build-dispatch.js';
import { type NewsroomDesk, openDesk } from '../../support/desk-of-newsroom.js';
import type { Client } from '../../support/http.js';
import { SmtpReceiver } from '../../support/smtp-receiver.js';
import { startWorker } from '../../support/worker.js';

describe('watching a dispatch', () => {
  let newsroom: TestNewsroom;
  let receiver: SmtpReceiver;
  let desk: NewsroomDesk;
  let maja: Client;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    newsroom = await testNewsroom({ CHUNK_SIZE: '20', RETRY_FIRST: '600', LEASE: '2' });
    receiver = await SmtpReceiver.start();
    desk = await openDesk(newsroom);
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
  const settled = (id: number) =>
    newsroom.until(
      'select frozen, pending + transmitting as open from dispatch_account where dispatch_id = $1',
      [id],
      (row: { frozen: number; open: number }) => row.frozen > 0 && row.open === 0,
    );

  /** The whole stream, once the server has ended it. */
  const streamOf = async (id: number): Promise<string> => {
    const response = await fetch(`${desk.url}/desk/dispatches/${id}/events`, { headers: maja.headers });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    return response.text();
  };

  it('streams the progress to several watchers and ends with a named event when all is sent', async () => {
    await newsroom.addReaders(60);
    receiver.options.replyDelayMs = 10;
    const { id } = await newsroom.arm();
    const watching = Promise.all([streamOf(id), streamOf(id)]);
    await start();
    for (const stream of await watching) {
      const events = stream.trim().split('\n\n');
      expect(events.at(-1)).toContain('event: done');
      expect(events.at(-2)).toContain('aria-valuenow="60"');
      expect(events.at(-2)).toContain('0 of 60 before the lift; first +');
    }
  });

  it('answers at once with the end of a dispatch that was sent before', async () => {
    await newsroom.addReaders(3);
    const { id } = await newsroom.arm();
    await start();
    await newsroom.until(
      'select state from dispatch where id = $1',
      [id],
      (row: { state: string }) => row.state === 'finished',
    );
    expect(await streamOf(id)).toContain('event: done');
    const page = await maja.get(`/desk/dispatches/${id}`);
    expect(page.text).not.toContain('hx-sse:connect');
  });

  it('has no stream for a dispatch that does not exist, nor for a stranger', async () => {
    expect((await maja.get('/desk/dispatches/99/events')).status).toBe(404);
    const { id } = await newsroom.arm({ liftIn: 3600 });
    const stranger = await fetch(`${desk.url}/desk/dispatches/${id}/events`, { redirect: 'manual' });
    expect([303, 401]).toContain(stranger.status);
  });

  it('lets the process stop while somebody watches', async () => {
    const { id } = await newsroom.arm({ liftIn: 3600 });
    const response = await fetch(`${desk.url}/desk/dispatches/${id}/events`, { headers: maja.headers });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await desk.close();
    const end = async (): Promise<boolean> => (await reader.read()).done || end();
    expect(await end()).toBe(true);
    desk = await openDesk(newsroom);
  });

  it('tells the plan before the lift: the times, and how many it would go to now', async () => {
    await newsroom.addReaders(12);
    const { id } = await newsroom.arm({ liftIn: 3600, headline: 'Harbour report' });
    const { text } = await maja.get(`/desk/dispatches/${id}`);
    expect(text).toContain('Lifts in');
    expect(text).toContain('12. Frozen shortly before each tier opens.');
    expect(text).toContain('by Maja Holm');
    expect((await maja.get('/desk/dispatches')).text).toContain('Harbour report');
  });

  it('shows refusals and deferrals by what they mean, and each recipient with the whole history', async () => {
    await newsroom.addReaders(30);
    receiver.rule({ at: 'rcpt', to: /^r[12]@/, reply: '550 5.1.1 <r1> no such user here' });
    receiver.rule({ at: 'rcpt', to: /^r3@/, reply: '450 4.2.0 greylisted, come back later' });
    const { id } = await newsroom.arm();
    await start();
    await settled(id);
    const live = (await maja.get(`/desk/dispatches/${id}`)).text;
    expect(live).toContain('Nobody has this address');
    expect(live).toContain('First contact: they ask us to come back later');
    const refused = (await maja.get(`/desk/dispatches/${id}/recipients?state=refused`)).text;
    expect(refused).toContain('Reader 1');
    expect(refused).not.toContain('Reader 4');
    const found = (await maja.get(`/desk/dispatches/${id}/recipients?search=reader+3`)).text;
    expect(found).toMatch(/Reader 3<\/a>/);
    expect(found).not.toMatch(/Reader 1<\/a>/);
    const [, path = ''] = /href="([^"]+)">Reader 1</.exec(refused) ?? [];
    const history = (await maja.get(path)).text;
    expect(history).toContain('Chosen as a recipient');
    expect(history).toContain('Attempt 1: refused. Nobody has this address');
    expect(history).toContain('550 5.1.1');
  });
});
