// What one recipient and one release cost, in µs of one core. Needs `npm run build`.
//   node bench/rendering.mjs [COPIES]       last line JSON
// Ratios are worth more than the figures: run it twice on a quiet machine.
import { generateKeyPairSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import MailComposer from 'nodemailer/lib/mail-composer';
import { countedLinks, recipientLinks } from '../dist/delivery/recipient-links.js';
import { createSigner, loadDkimKeys } from '../dist/rendering/dkim.js';
import { compileMessage, fillMessage } from '../dist/rendering/mime-template.js';
import { plainTextToBody } from '../dist/rendering/plain-text-to-body.js';
import { renderRelease } from '../dist/rendering/render-release.js';

const copies = Number(process.argv[2] ?? 5000);
const paragraph =
  'The children, ranging from ages 2 to 18, are begging for their stories to be heard. '.repeat(5);
const content = {
  kind: 'original',
  type: 'press_release',
  language: 'en',
  headline: 'Today’s report on family separation highlights need for accountability',
  dateline: 'Dilley, TX',
  body: plainTextToBody(Array.from({ length: 34 }, () => paragraph).join('\n\n')),
  pressContacts: [{ name: 'Ana Ortiz', email: 'press@families.example' }],
  organisation: { name: 'Families Together' },
};
for (const [i, block] of content.body.content.entries()) {
  if (i % 3 !== 0) continue;
  const marks = [{ type: 'link', attrs: { href: `https://example.org/${i}` } }];
  block.content.push({ type: 'text', text: ' Read more', marks });
}
const context = {
  tier: 'everyone',
  newsroomZone: 'Europe/Stockholm',
  imageUrls: {},
  clickBaseUrl: 'https://news.example/l',
  openBaseUrl: 'https://news.example/o',
};

function recipient(i) {
  const token = `k${i}`.padEnd(43, 'x');
  return {
    to: { name: `Journalist ${i}`, address: `journalist-${i}@daily.example` },
    messageId: `${i}.r7@families.example`,
    date: new Date(1795420800000),
    unsubscribe: { url: `https://news.example/u/${token}`, mailto: `mailto:u+${token}@families.example` },
    slots: {
      viewUrl: `https://news.example/r/${token}`,
      preferencesUrl: `https://news.example/p/${token}`,
      unsubscribeUrl: `https://news.example/u/${token}`,
      trackToken: token,
    },
  };
}

const env = { PUBLIC_URL: 'https://news.example' };
const keys = [{ id: 'a', secret: '0123456789abcdef0123456789abcdef' }];
const version = { releaseId: 7, release: { publicId: 'b3a1c9d2e4f50617' } };
const person = (i) => ({ id: 1_000_000 + i, contactId: 500_000 + i });

async function microseconds(times, work) {
  for (let i = 0; i < Math.min(times, 500); i++) await work(i);
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    const pending = work(i);
    if (pending instanceof Promise) await pending;
  }
  return Number((((performance.now() - start) * 1000) / times).toFixed(1));
}

const pem = (type, options) =>
  generateKeyPairSync(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' });
const domain = 'families.example';
const rsa = loadDkimKeys([{ domain, selector: 'rsa', privateKey: pem('rsa', { modulusLength: 2048 }) }]);
const ed25519 = loadDkimKeys([{ domain, selector: 'ed', privateKey: pem('ed25519') }]);

const rendered = await renderRelease(content, context);
const headers = {
  from: { name: 'Press', address: 'press@families.example' },
  list: { id: 'press.families.example' },
};
const template = await compileMessage(rendered, headers);
const signers = { rsa: createSigner(template, rsa), ed25519: createSigner(template, ed25519) };
const uncounted = await compileMessage(
  await renderRelease(content, { ...context, clickBaseUrl: undefined, openBaseUrl: undefined }),
  headers,
);
const signatures = signers.rsa.signatures(recipient(1));

const result = {
  messageBytes: Buffer.byteLength(fillMessage(template, recipient(1))),
  places: template.bodyGaps.length,
  renderRelease: await microseconds(50, () => renderRelease(content, context)),
  compileMessage: await microseconds(50, () => compileMessage(rendered, headers)),
  fill: await microseconds(copies, (i) => fillMessage(template, recipient(i))),
  fillUncounted: await microseconds(copies, (i) => fillMessage(uncounted, recipient(i))),
  linksOfRecipient: await microseconds(copies, (i) => recipientLinks(env, keys, person(i), version, 'general')),
  countedLinksOfRecipient: await microseconds(copies, (i) => countedLinks(env, keys, person(i), version)),
  fillToBytes: await microseconds(copies, (i) => Buffer.from(fillMessage(template, recipient(i)), 'latin1')),
  assembleRsaSignedBefore: await microseconds(copies, () => signers.rsa.assemble(recipient(1), signatures)),
  fillAndSignEd25519: await microseconds(copies, (i) => signers.ed25519.sign(recipient(i))),
  fillAndSignRsa2048: await microseconds(Math.min(copies, 2000), (i) => signers.rsa.sign(recipient(i))),
  nodemailerComposerUnsigned: await microseconds(500, (i) =>
    new MailComposer({
      from: headers.from,
      to: recipient(i).to,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
    })
      .compile()
      .build(),
  ),
};
for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(28)} ${value}`);
console.log(JSON.stringify(result));
