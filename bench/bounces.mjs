// Scores the bounce reader on a folder of labelled mails, and measures its speed on one core.
// DIR holds mails/*.eml and expected.json (one row per recipient: file, kind, recipient, recipient_alias, hard,
// score_hard). Needs a build: it runs what is shipped. `node bench/run.mjs bounces DIR`, or directly.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { readBounce } = await import(new URL('../dist/bounces/reading/read-bounce.js', import.meta.url));

const failing = ({ kind }) => kind === 'bounce' || kind === 'delayed';
const namesOf = (row) =>
  [row.recipient, ...(row.recipient_alias ?? [])].filter(Boolean).map((name) => name.toLowerCase());

/** Prints the figures; the last line is JSON. Returns them: shares from 0 to 1, and mails per second. */
function scoreBounces(folder) {
  const mails = loadMails(join(folder, 'mails'));
  const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const tally = new Map();
  for (const [file, expected] of Map.groupBy ? Map.groupBy(rows, (row) => row.file) : groupByFile(rows)) {
    const mail = mails.get(file);
    if (mail) scoreMail(tally, expected, readBounce(mail));
  }
  const figures = Object.fromEntries([...tally].map(([name, { right, of }]) => [name, right / of]));
  for (const [name, { right, of }] of tally)
    console.log(`${name}: ${right}/${of} = ${((100 * right) / of).toFixed(1)} %`);
  const result = {
    bench: 'bounces',
    mails: mails.size,
    ...figures,
    mailsPerSecond: measureSpeed([...mails.values()]),
  };
  console.log(JSON.stringify(result));
  return result;
}

function loadMails(folder) {
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

function groupByFile(rows) {
  const files = new Map();
  for (const row of rows) files.set(row.file, [...(files.get(row.file) ?? []), row]);
  return files;
}

function scoreMail(tally, expected, reading) {
  const wanted = expected.filter(failing);
  if (wanted.length === 0) return scoreOther(tally, expected, reading);
  const recipients = reading.recipients ?? [];
  const said = recipients.map(({ address }) => address.toLowerCase());
  const allowed = new Set(wanted.flatMap(namesOf));
  const complete = wanted.every((row) => namesOf(row).some((name) => said.includes(name)));
  count(tally, 'detected', failing(reading));
  count(tally, 'recipientsExact', complete && said.every((name) => allowed.has(name)));
  for (const row of wanted.filter(({ score_hard: scored }) => scored)) scoreHard(tally, row, recipients);
}

function scoreHard(tally, row, recipients) {
  const match = recipients.find(({ address }) => namesOf(row).includes(address.toLowerCase()));
  count(tally, 'hardSoftRight', Boolean(match) && match.hard === row.hard);
  if (match?.hard) count(tally, 'hardPrecision', row.hard);
  if (row.hard) count(tally, 'hardRecall', Boolean(match?.hard));
}

function scoreOther(tally, expected, reading) {
  const complaint = expected.some(({ kind }) => kind === 'feedback');
  if (complaint) count(tally, 'feedback', reading.kind === 'feedback');
  else count(tally, 'notCalledBounce', !failing(reading));
}

function count(tally, name, right) {
  const entry = tally.get(name) ?? { right: 0, of: 0 };
  tally.set(name, { right: entry.right + Number(right), of: entry.of + 1 });
}

/** Mails per second of processor time, after warming up: other programs on the machine do not count. */
function measureSpeed(mails, seconds = 3) {
  const rounds = (limit) => {
    const from = process.cpuUsage();
    let read = 0;
    let spent = 0;
    for (; spent < limit; read += mails.length) {
      mails.forEach((mail) => readBounce(mail));
      const { user, system } = process.cpuUsage(from);
      spent = (user + system) / 1e6;
    }
    return read / spent;
  };
  rounds(1);
  return Math.round(rounds(seconds));
}

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: npm run bench -- bounces DIR, a folder with mails/ and expected.json');
  process.exit(2);
}
scoreBounces(folder);
