import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Public } from '../../../src/auth/permit.js';
import { DomainError } from '../../../src/errors/domain-error.js';
import { newsroomLanguages, newsroomWords } from '../../../src/web/newsroom-words.js';
import { buildDispatch, buildVersion, embargoColumns } from '../../support/build-releases.js';
import { htmlProblems } from '../../support/html.js';
import { type Answer, TestApp } from '../../support/http.js';

@Controller('probe')
class ProbePages {
  @Get('broken')
  @Public()
  broken() {
    throw new Error('select secret from canary');
  }

  @Get('away')
  @Public()
  away() {
    throw new DomainError('unavailable', 'The relay does not answer.');
  }
}

@Module({ controllers: [ProbePages] })
class ProbeModule {}

describe('what a reader of the newsroom is told when something is not there', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({
      modules: [ProbeModule],
      env: { NEWSROOM_LANGUAGE: 'fr', RATE_LIMITS: 'on' },
    });
  });
  afterAll(() => app.stop());

  const get = (path: string, language: string) => app.anonymous().get(path, { 'accept-language': language });

  it.each(newsroomLanguages)('is whole and in their language: %s', async (language) => {
    const words = newsroomWords(language);
    const cases: [string, number, string, string][] = [
      ['/r/nothing-here', 404, words.pageMissing, words.pageMissingText],
      ['/media/nothing/w640.webp', 404, words.pageMissing, words.pageMissingText],
      ['/topics/nothing', 404, words.pageMissing, words.pageMissingText],
      ['/e/no-such-link', 404, words.pageMissing, words.pageMissingText],
      ['/r/%E0%A4%A', 400, words.pageMissing, words.pageMissingText],
      ['/probe/broken', 500, words.failed, words.failedText],
      ['/probe/away', 503, words.away, words.awayText],
    ];
    for (const [path, status, title, text] of cases) {
      const answer = await get(path, `${language}-XX,en;q=0.5`);
      expect([path, answer.status, titleOf(answer)]).toEqual([path, status, title]);
      expect(answer.text).toContain(text);
      expect(answer.text).toMatch(
        new RegExp(`^<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`),
      );
      expect(answer.text).toContain(words.subscribe);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect([path, await htmlProblems(answer.text)]).toEqual([path, []]);
    }
  });

  it('names what to quote of our own mistakes, and nothing of what failed', async () => {
    const broken = await get('/probe/broken', 'de');
    expect(broken.text).toContain(`Kennung: <bdi>${broken.headers.get('x-request-id')}</bdi>`);
    expect(broken.text).not.toContain('canary');
  });

  it('is refused in their language when another site sent it', async () => {
    const answer = await app
      .anonymous()
      .form('/subscribe', {}, { 'sec-fetch-site': 'cross-site', 'accept-language': 'es' });
    expect([answer.status, titleOf(answer)]).toEqual([403, 'No permitido']);
  });

  it('comes in the language they ask for, else in one they read, else in that of the newsroom', async () => {
    expect(titleOf(await get('/r/nothing?lang=ar', 'de'))).toBe(newsroomWords('ar').pageMissing);
    expect(titleOf(await get('/r/nothing', 'tlh, de;q=0.4, es;q=0.7'))).toBe(newsroomWords('es').pageMissing);
    expect(titleOf(await get('/r/nothing', 'tlh'))).toBe(newsroomWords('fr').pageMissing);
    expect(titleOf(await get('/r/nothing?lang=%3Cb%3E', '*'))).toBe(newsroomWords('fr').pageMissing);
  });

  it('is the same for what is under embargo as for nothing, whatever language that is in', async () => {
    const early = await buildVersion(app.database, {
      language: 'ar',
      headline: 'حاجز الفيضان',
      ...embargoColumns('2099-01-07T09:00'),
    });
    await buildDispatch(app.database, early.id, { liftIn: 3600 });
    const [embargoed, nothing] = [await get(`/r/${early.publicId}`, 'de'), await get('/r/nothing', 'de')];
    expect(embargoed.status).toBe(404);
    expect(embargoed.text).toBe(nothing.text);
  });

  it('stays JSON for programs, and English at the desk', async () => {
    const program = await app.anonymous().json('GET', '/r/nothing', undefined, { 'accept-language': 'de' });
    expect(program.json().error.message).toBe('There is no such page.');
    const officer = await app.as('press_officer');
    const desk = await officer.get('/desk/nothing', { 'accept-language': 'de' });
    expect([desk.status, titleOf(desk)]).toEqual([404, 'Page not found']);
  });

  it('names the time to wait to whoever asks too often', async () => {
    let refused: Answer | undefined;
    // A minute may end in the middle of it, and the count begins anew.
    while (!refused) {
      const flood = await Promise.all(Array.from({ length: 700 }, () => get('/robots.txt', 'de')));
      refused = flood.find(({ status }) => status === 429);
    }
    expect(titleOf(refused)).toBe('Zu viele Anfragen');
    expect(refused.text).toMatch(/Bitte versuchen Sie es in \d+ Sekunden? noch einmal\./);
  });
});

function titleOf({ text }: Answer): string {
  return (/<h1>([^<]*)<\/h1>/.exec(text)?.[1] ?? '').replaceAll('&#39;', "'");
}
