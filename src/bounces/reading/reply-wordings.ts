import type { BounceCategory } from './categories.js';
import {
  deniedAbroad,
  domainGoneAbroad,
  fullAbroad,
  movedAbroad,
  senderAbroad,
  sizeAbroad,
  suspendedAbroad,
  unknownAbroad,
} from './wordings/abroad.js';
import { localProgram, protocol, system } from './wordings/machinery.js';
import { filtered, refusedByRecipient, mailboxFull, moved, suspended } from './wordings/mailbox.js';
import { content, size } from './wordings/message.js';
import { unknownInOtherLanguages, unknownInWesternLanguages } from './wordings/nobody-there-abroad.js';
import { addressRejected, unknownPhrase, unknownSentence } from './wordings/nobody-there.js';
import {
  authentication,
  insidersOnly,
  policy,
  relay,
  reputation,
  reverseName,
  sender,
} from './wordings/our-side.js';
import {
  bareDomain,
  domainGone,
  domainWithoutMail,
  expired,
  hostNotFound,
  loop,
  nameServer,
  nameServerBusy,
  network,
} from './wordings/route.js';
import type { Wording } from './wordings/one-of.js';
import { greylisted, rateLimited } from './wordings/too-much.js';

/**
 * How servers say it, in lower case, with IP numbers taken out and addresses replaced by `@`. The first that
 * matches wins, so what is certain and special stands before what is general: "mailbox full" before "mailbox
 * unavailable", "sender unknown" before "user unknown". No rule names a host: the same words mean the same
 * everywhere. Each expression is linear: no nested repetition, gaps are bounded.
 */
export const replyWordings: ReadonlyArray<readonly [BounceCategory, Wording]> = [
  ['sender', insidersOnly],
  ['authentication', authentication],
  ['authentication', reverseName],
  ['relay', relay],
  ['greylisted', greylisted],
  ['rate-limited', rateLimited],
  ['mailbox-full', mailboxFull],
  ['mailbox-full', fullAbroad],
  ['moved', moved],
  ['moved', movedAbroad],
  ['suspended', suspended],
  ['reputation', reputation],
  ['suspended', suspendedAbroad],
  ['size', size],
  ['size', sizeAbroad],
  ['content', content],
  ['sender', sender],
  ['sender', senderAbroad],
  ['domain-without-mail', domainWithoutMail],
  ['network', nameServerBusy],
  ['domain-gone', hostNotFound],
  ['network', nameServer],
  ['domain-gone', domainGone],
  ['domain-gone', domainGoneAbroad],
  ['loop', loop],
  ['filtered', refusedByRecipient],
  ['domain-gone', bareDomain],
  ['system', localProgram],
  ['unknown-address', unknownSentence],
  ['unknown-address', unknownPhrase],
  ['unknown-address', unknownInWesternLanguages],
  ['unknown-address', unknownInOtherLanguages],
  ['unknown-address', unknownAbroad],
  ['policy', policy],
  ['policy', deniedAbroad],
  ['protocol', protocol],
  ['expired', expired],
  ['network', network],
  ['system', system],
  ['unknown-address', addressRejected],
  ['filtered', filtered],
];
