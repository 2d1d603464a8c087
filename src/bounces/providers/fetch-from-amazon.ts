import type { Fetcher } from './sns-message.js';

/** A certificate has 2 KB. */
const LARGEST = 64 * 1024;
const WITHIN_MS = 5_000;

/**
 * Fetches an address that was found to be Amazon's. No redirect is followed, so the answer is theirs; a slow or long
 * answer is given up.
 */
export const fetchFromAmazon: Fetcher = async (url) => {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
  if (!answer.ok || !answer.body) throw new Error(`${url.hostname} answered ${answer.status}`);
  let text = '';
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > LARGEST) throw new Error(`${url.hostname} answered too much`);
  }
  return text;
};

/** Remembers the last few answers: certificates change once a year. A failure is not remembered. */
export function remembering(fetcher: Fetcher, most = 10): Fetcher {
  const known = new Map<string, Promise<string>>();
  return (url) => {
    const before = known.get(url.href);
    if (before) return before;
    const answer = fetcher(url);
    known.set(url.href, answer);
    answer.catch(() => known.delete(url.href));
    for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
    return answer;
  };
}
