import type { BounceCategory } from './reading/categories.js';

/** What to do about answers that are known by their own code; the table in docs/bounces.md has more of them. */
const BY_WORDS: readonly [RegExp, string][] = [
  [
    /5\.7\.515/,
    'Microsoft wants SPF, DKIM and DMARC to pass, all three, from senders of many mails. Check the DNS records of the From domain, and that our DKIM signature is for that domain.',
  ],
  [
    /5\.7\.26|unauthenticated/i,
    'Publish SPF for the return path’s domain and sign with DKIM for the domain of the From address, so that DMARC passes.',
  ],
  [/5\.7\.25|\bPTR\b/i, 'Give the sending address a PTR record whose name leads back to the same address.'],
  [
    /5\.7\.50[79]|DMARC/i,
    'The DMARC policy of our own domain forbids this route: sign with DKIM for the domain of the From address.',
  ],
  [
    /5\.7\.60[67]|S3140|S3150|sender\.office\.com/i,
    'Our sending address is on Microsoft’s list: ask for its removal at sender.office.com, with the code in the answer.',
  ],
  [
    /spamhaus/i,
    'Our sending address is on a list of Spamhaus: find and end the cause, then ask for removal at check.spamhaus.org.',
  ],
  [/barracuda/i, 'Ask for removal at barracudacentral.org.'],
  [
    /4\.7\.28|TSS0\d|rate limited/i,
    'It slows down by itself. If it lasts, look at the complaints and send more slowly to this destination.',
  ],
  [
    /mimecast|barracuda|proofpoint/i,
    'A gateway of their company blocks us: their administrator must permit our sender address.',
  ],
  [
    /postmaster\.(?:gmx|1und1)|t-online/i,
    'Write to their postmaster at the address in the answer; they look at new senders by hand.',
  ],
];

const BY_CATEGORY: Partial<Record<BounceCategory, string>> = {
  policy:
    'Read the page that the answer names. If it names none, write to the postmaster of the domain with the answer.',
  reputation:
    'Look at the complaints of the last dispatches, and look the sending address up at the list that the answer names.',
  authentication: 'Check SPF, DKIM, DMARC and the PTR record of the sending domain.',
  sender: 'Ask the journalist, or their administrator, to permit mail from our press address.',
  relay:
    'The MX record of the domain leads to a server that does not know it. The journalist’s outlet has to repair that; ask for another address.',
  content: 'Look at the links and attachments of this release: one of them was taken for harmful.',
  size: 'Send the pictures as links instead of attachments.',
  network:
    'Nothing has reached this server for several mails in a row. Look whether the outlet still exists under this domain, ask for another address, and close the addresses of a domain that is gone. Nobody is taken off the list by itself.',
  system:
    'Their server has been out of order for several mails in a row. Tell the outlet by another way, and ask for another address.',
  expired:
    'Several mails in a row were given up after days of trying. Look whether the outlet still exists under this domain, and ask for another address.',
  greylisted:
    'They asked us to come back later until we gave up. Ask their postmaster to permit our sending address, or raise RETRY_LIMIT.',
  'rate-limited':
    'They took our mail too slowly until we gave up. Send more slowly to this destination, or raise RETRY_LIMIT.',
  protocol: 'Compare the answer with the worker’s log; report it with both to whoever runs the relay.',
};

/** What an admin can do about a refusal that is not the journalist's fault. @param words the server's own */
export function adviceFor(category: BounceCategory, words: string): string {
  const known = BY_WORDS.find(([wording]) => wording.test(words.slice(0, 3000)));
  return (
    known?.[1] ?? BY_CATEGORY[category] ?? 'Read the answer; there is nothing that Dateline can do by itself.'
  );
}
