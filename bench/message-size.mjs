/** Octets of the benchmark's release as one recipient gets it, unsigned. */
import { compileMessage, fillMessage } from '../dist/rendering/mime-template.js';
import { renderRelease } from '../dist/rendering/render-release.js';
import { releaseContent } from './newsroom.mjs';

export async function messageBytes() {
  const token = 'k.WzEyMzQ1NiwxMjM0NTZd.AAAAAAAAAAAAAAAAAAAAAA';
  const url = (path) => `https://news.example/${path}/${token}`;
  const rendered = await renderRelease(releaseContent(), {
    tier: 'everyone',
    newsroomZone: 'America/New_York',
    imageUrls: {},
  });
  const headers = {
    from: { name: 'Families Together', address: 'press@news.example' },
    list: { id: 'releases.news.example' },
  };
  const message = fillMessage(await compileMessage(rendered, headers), {
    to: { name: 'Journalist 12345', address: 'journalist-12345@paper-123.example' },
    messageId: '3d.1234567890123456789012345@news.example',
    date: new Date(0),
    unsubscribe: { url: url('u') },
    slots: { viewUrl: url('r'), preferencesUrl: url('p'), unsubscribeUrl: url('u') },
  });
  return message.length;
}
