/** An address as it appears in running text. The local part may be of any script (RFC 6531). */
const ADDRESS =
  /(?:"[^"\s@]{1,64}"|[^\s<>()[\]:;,"'|\\`]{1,64})@(?:(?:[\p{L}\p{N}_-]{1,63}\.){1,10}[\p{L}\p{N}-]{2,63}|\[[\d.]{7,15}\])/gu;

/** Every address in a text, in order, without doubles (compared without case). */
export function findAddresses(text: string): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const [match] of text.matchAll(ADDRESS)) {
    const address = match
      .replace(/^[.*>&-]+/, '')
      .replace(/^(?:from|to|rcpt|orcpt|mailto|rfc822|smtp)=/i, '');
    const key = address.toLowerCase();
    if (address.startsWith('@') || seen.has(key)) continue;
    seen.add(key);
    found.push(address);
  }
  return found;
}

export function firstAddress(text: string): string {
  return findAddresses(text)[0] ?? '';
}

export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const MACHINE =
  /^(?:mailer-?da?emon|mail-?daemon|maildaemon|postmaster|mdaemon|mail-?delivery|mailer|daemon|noreply|no-reply|do-?not-?reply|bounces?|abuse|root|double-bounce)\b/i;

/** An address that no person reads: reports come from it, none is about it. */
export function isMachineAddress(address: string): boolean {
  return MACHINE.test(address);
}
