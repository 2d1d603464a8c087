import type { SigningKeys } from '../auth/signed-token.js';
import type { SingleMail } from '../auth/transactional-mail.js';
import { mac, same } from './return-path.js';

const LETTERS = { digest: 'd', notice: 'n' } as const;

/** The envelope sender of a digest or notice: bounces to it name that mail, and nobody else can make one. */
export function singleReturnPath(keys: SigningKeys, { mail, id }: SingleMail, domain: string): string {
  return `s-${LETTERS[mail]}${id.toString(36)}-${mac(keys[0], `${mail}-return-path`, id)}@${domain}`;
}

/** The mail that a return path names, or null if it is not one of ours. Constant time in the MAC. */
export function openSingleReturnPath(keys: SigningKeys, address: string, domain: string): SingleMail | null {
  const [, letter, number, given, host] =
    /^s-([dn])([0-9a-z]{1,11})-([0-9a-z]{25})@(.+)$/i.exec(address) ?? [];
  if (!letter || !number || !given || host?.toLowerCase() !== domain.toLowerCase()) return null;
  const mail = letter.toLowerCase() === 'd' ? 'digest' : 'notice';
  const id = Number.parseInt(number, 36);
  const isOurs = keys.some((key) => same(mac(key, `${mail}-return-path`, id), given.toLowerCase()));
  return isOurs ? { mail, id } : null;
}
