import type { SigningKeys } from '../auth/signed-token.js';
import type { SingleMail } from '../auth/transactional-mail.js';
import { mac, same } from './return-path.js';

const LETTERS = { digest: 'd', notice: 'n', letter: 'l' } as const;
const MAILS: Record<string, SingleMail['mail']> = { d: 'digest', n: 'notice', l: 'letter' };

/** The envelope sender of a single mail: bounces to it name that mail, and nobody else can make one. */
export function singleReturnPath(keys: SigningKeys, { mail, id }: SingleMail, domain: string): string {
  return `s-${LETTERS[mail]}${id.toString(36)}-${mac(keys[0], `${mail}-return-path`, id)}@${domain}`;
}

/** The mail that a return path names, or null if it is not one of ours. Constant time in the MAC. */
export function openSingleReturnPath(keys: SigningKeys, address: string, domain: string): SingleMail | null {
  const [, letter, number, given, host] =
    /^s-([dnl])([0-9a-z]{1,11})-([0-9a-z]{25})@(.+)$/i.exec(address) ?? [];
  if (!letter || !number || !given || host?.toLowerCase() !== domain.toLowerCase()) return null;
  return opened(keys, 'return-path', { letter, number, given });
}

/** The Message-ID of a single mail, without angle brackets: the same on each attempt, and it cannot be guessed. */
export function singleMessageId(keys: SigningKeys, { mail, id }: SingleMail, domain: string): string {
  return `s-${LETTERS[mail]}${id.toString(36)}.${mac(keys[0], `${mail}-message-id`, id)}@${domain}`;
}

/** The mail that a Message-ID (without angle brackets) names, or null if it is not one of ours. */
export function openSingleMessageId(keys: SigningKeys, text: string, domain: string): SingleMail | null {
  const [, letter, number, given, host] =
    /^s-([dnl])([0-9a-z]{1,11})\.([0-9a-z]{25})@(.+)$/i.exec(text) ?? [];
  if (!letter || !number || !given || host?.toLowerCase() !== domain.toLowerCase()) return null;
  return opened(keys, 'message-id', { letter, number, given });
}

function opened(
  keys: SigningKeys,
  address: 'return-path' | 'message-id',
  { letter, number, given }: Record<'letter' | 'number' | 'given', string>,
): SingleMail | null {
  const mail = MAILS[letter.toLowerCase()]!;
  const id = Number.parseInt(number, 36);
  const isOurs = keys.some((key) => same(mac(key, `${mail}-${address}`, id), given.toLowerCase()));
  return isOurs ? { mail, id } : null;
}
