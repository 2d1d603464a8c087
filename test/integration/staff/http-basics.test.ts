import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Actor } from '../../../src/auth/actor.js';
import { actorName } from '../../../src/auth/actor.js';
import { CurrentActor } from '../../../src/auth/current-actor.js';
import { CrossSite, Permit, Public, SignedIn } from '../../../src/auth/permit.js';
import { Pages } from '../../../src/http/pages.js';
import { createApp } from '../../../src/http/create-app.js';
import { TestApp } from '../../support/http.js';

const noteSchema = z.object({ title: z.string().min(3), place: z.object({ city: z.string() }) });

@Controller('api/probe')
class ProbeApi {
  @Get('open')
  @Public()
  open(@CurrentActor() actor: Actor) {
    return { actor: actorName(actor) };
  }

  @Get('mine')
  @SignedIn()
  mine(@CurrentActor() actor: Actor) {
    return { actor: actorName(actor) };
  }

  @Post('notes')
  @Permit('releases.write')
  note(@Body({ schema: noteSchema }) body: z.output<typeof noteSchema>) {
    return body;
  }

  @Get('notes/:id')
  @Permit('releases.read')
  one(@Param('id', { schema: z.coerce.number<string>().int().positive() }) id: number) {
    return { id };
  }

  @Post('one-click')
  @Public()
  @CrossSite()
  oneClick(@CurrentActor() actor: Actor) {
    return { actor: actorName(actor) };
  }

  @Get('broken')
  @Public()
  broken() {
    throw new Error('select secret from canary');
  }
}

@Pages()
@Controller('desk/probe')
class ProbePages {
  @Get()
  @Permit('users.manage')
  page() {
    return '<!doctype html><p>hello</p>';
  }
}

@Module({ controllers: [ProbeApi, ProbePages] })
class ProbeModule {}

@Controller('api/forgotten')
class ForgottenApi {
  @Get()
  forgotten() {
    return 'nobody asked who you are';
  }
}

@Module({ controllers: [ForgottenApi] })
class ForgottenModule {}

describe('the web application', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ modules: [ProbeModule] });
  });
  afterAll(() => app.stop());

  it('does not start with a route that does not say who may use it', async () => {
    await expect(createApp(app.env, { modules: [ForgottenModule] })).rejects.toThrow('GET /api/forgotten');
  });

  it('knows who calls by session cookie and by token', async () => {
    const browser = await app.as('viewer');
    const program = await app.withToken('press_officer');
    expect((await browser.get('/api/probe/mine')).json()).toEqual({ actor: `user:${browser.userId}` });
    expect((await program.get('/api/probe/mine')).json().actor).toMatch(/^token:\d+$/);
    expect((await app.anonymous().get('/api/probe/mine')).status).toBe(401);
  });

  it('refuses a token that is wrong, even where nobody need sign in', async () => {
    const answer = await app.anonymous().get('/api/probe/open', { authorization: 'Bearer dl_wrong' });
    expect(answer.status).toBe(401);
  });

  it('lets a role do what the table says and no more', async () => {
    const body = { title: 'Three', place: { city: 'Dilley' } };
    const answers = await Promise.all(
      (['viewer', 'press_officer', 'admin'] as const).map(async (role) => {
        const client = await app.withToken(role);
        return (await client.json('POST', '/api/probe/notes', body)).status;
      }),
    );
    expect(answers).toEqual([403, 201, 201]);
  });

  it('sends a visitor of a page to sign in and back', async () => {
    const answer = await app.anonymous().get('/desk/probe?x=1');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Fdesk%2Fprobe%3Fx%3D1');
    const partial = await app.anonymous().get('/desk/probe', { 'hx-request': 'true' });
    expect([partial.status, partial.headers.get('hx-redirect')]).toEqual([401, '/sign-in']);
  });

  it('sends pages as HTML under a policy without inline script', async () => {
    const answer = await (await app.as('admin')).get('/desk/probe');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('names each wrong field', async () => {
    const officer = await app.withToken('press_officer');
    const answer = await officer.json('POST', '/api/probe/notes', { title: 'x', place: {} });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json().error.fields)).toEqual(['title', 'place.city']);
    expect((await officer.get('/api/probe/notes/abc')).status).toBe(404);
  });

  it('answers bad input with a clear 4xx', async () => {
    const officer = await app.withToken('press_officer');
    const send = (type: string, body: BodyInit, path = '/api/probe/notes') =>
      officer.send('POST', path, { headers: { 'content-type': type }, body });
    const json = 'application/json';
    expect((await send(json, '{"title": ')).status).toBe(400);
    expect((await send(json, '')).status).toBe(400);
    expect((await send(json, '{"__proto__": {"x": 1}}')).status).toBe(400);
    expect((await send('application/xml', '<x/>')).status).toBe(415);
    expect((await send(json, JSON.stringify({ title: 'x'.repeat(3_000_000) }))).status).toBe(413);
    expect((await send(json, '{"title": "abc\\u0000", "place": {"city": "x"}}')).status).toBe(422);
    expect((await send(json, '{"title": "abc\\\\u0000", "place": {"city": "x"}}')).status).toBe(201);
    expect((await send('application/x-www-form-urlencoded', 'title=a%00b')).status).toBe(422);
    expect((await officer.get('/api/probe/notes/%E0%A4%A')).status).toBe(400);
    expect((await officer.get('/api/nothing-here')).status).toBe(404);
  });

  it('says nothing of what went wrong inside', async () => {
    const answer = await app.anonymous().get('/api/probe/broken');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('canary');
    expect(answer.json().error.request).toBe(answer.headers.get('x-request-id'));
  });

  it('refuses what another site made the browser send', async () => {
    const browser = await app.as('press_officer');
    const body = { title: 'Three', place: { city: 'Dilley' } };
    const post = async (headers: Record<string, string>) =>
      (await browser.json('POST', '/api/probe/notes', body, headers)).status;
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(201);
    expect(await post({ origin: app.url })).toBe(201);
    const program = await app.withToken('press_officer');
    expect(
      (await program.json('POST', '/api/probe/notes', body, { origin: 'https://evil.example' })).status,
    ).toBe(201);
  });

  it('lets mail programs post where it is declared, and then does not look at the session', async () => {
    const browser = await app.as('admin');
    const answer = await browser.json('POST', '/api/probe/one-click', {}, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, answer.json()]).toEqual([201, { actor: 'system:newsroom' }]);
  });

  it('shows a page where nothing is, without a word on what it runs on', async () => {
    const answer = await app.anonymous().get('/nothing-here');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it('gives its numbers to a token that may read statistics', async () => {
    expect((await app.anonymous().get('/metrics')).status).toBe(401);
    const answer = await (await app.withToken('viewer')).get('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.text).toContain('dateline_sessions{state="open"}');
  });

  it('tells whether it lives and whether it is ready', async () => {
    expect((await app.anonymous().get('/health/live')).json()).toEqual({ status: 'live' });
    expect((await app.anonymous().get('/health/ready')).json()).toEqual({ status: 'ready' });
  });
});
