import { oneOf } from './one-of.js';

const who = [
  'users?|username|login|uid|recipients?|addressee|rcpt|receiver|person|subscriber|customer',
  'mail ?box(?:es)?|maildrop|account|address|alias|local[- ]part|destination|e-?mail|mailaddr|name',
].join('|');
const whoElse = "(?:\\(s\\))?(?: address| account| mailbox| name| e-?mail| or alias| user| box)?s?(?:'s)?";
const verb = [
  'is |was |are |has |have |been |does |did |do |could |sent |currently |also |specified |field ',
  '(?:that )?you (?:tried|were trying|are trying) to (?:reach|contact) |you entered |(?:in|of) (?:your |this |the )?(?:message|mail) |permanently ',
].join('|');
const not = "does ?n[o']t|doesn't|do not|don't|didn't|n't|not|cannot|couldn't|can't|isn't|wasn't|no longer";
const there = [
  'exist\\w*|found|known|a valid|valid|available|listed|recogni[sz]ed|local|present|registered|active|defined',
  'deliverable|match|locat\\w+|here|accept\\w* here|accepted here|have an? (?:\\S{1,40} )?(?:account|mailbox)',
  'in (?:our|the|my|this)|on (?:this|our|file)',
].join('|');
const gone = [
  'unknown|unavailable|invalid|non-?exist\\w*|not ?found|incorrect|misspelled|illegal|removed|deleted|gone',
  'absent|failed verification',
].join('|');

/** A subject and a predicate: "the account that you tried to reach does not exist". */
export const unknownSentence = new RegExp(
  `(?:${who})${whoElse}[: ]*(?:\\S{1,80} )?(?:${verb}){0,4}(?:${gone}|(?:${not})(?: be)? (?:seem to |currently )?(?:${there}))`,
);

const wrong = [
  'unknown|no such|invalid|non-?existent|bad|illegal|undefined|incorrect|wrong|unrecogni[sz]ed|deleted|obsolete',
  'not? a valid|no valid|no matching|no',
].join('|');
const kind =
  'local |final |destination |mail |e-?mail |smtp |target |virtual |or illegal |or disabled |or invalid ';
const whom =
  'user\\w*|recipients?|mail ?box|account|address(?:ee)?|alias|local[- ]part|mail ?drop|person|name|customer|destination|receiver|subscriber|rcpt|login';

/** An adjective and a noun: "no such user", "unknown local part". */
const unknownNoun = new RegExp(`(?:${wrong})[ _](?:\\S{1,40} ){0,2}?(?:${kind})?(?:${whom})`);

/** Fixed phrases. */
export const unknownPhrase = oneOf([
  /no existe dicha|address is (?:wrong|no longer valid)|user missing home|in my (?:badrcptto|list of allowed recipients)/,
  unknownNoun,
  /(?:user|account|recipient|mailbox|address)[- ](?:unknown|not[- ]?found)/,
  /userunknown|nosuchuser|no_such_user|badrcptto|user lookup/,
  /mailbox (?:is )?unavailable|no local mailbox|not our (?:mail)?box/,
  /no (?:mailbox|such|user|account|one) (?:here|by|found|with|exists|of|as)/,
  /do(?:es not|esn't) have an? \S{1,60} account|user doesn't/,
  /(?:address|couldn't|wasn't|could not|was not)(?: be)? found/,
  /there (?:is|was) no (?:such )?(?:user|account|mailbox|one)/,
  /not a (?:valid |known |registered )(?:\S{1,30} )?(?:user|recipient|mailbox|address|account)/,
  /not listed in|unknown (?:to|in|at) |dosn't exist|unrouteable address/,
  /adrnotfound|recip(?:ient)?notfound|(?:adr|rst)\.(?:recip\w*|\w*)?notfound/,
  /(?:unable to|cannot|can't) (?:find|deliver to) (?:the |alias )?(?:user|mailbox)/,
  /undeliverable address|(?:recipient|address|rcpt|callout|mailbox) (?:verify|verification) (?:has )?failed/,
  /no (?:record|knowledge|trace|entry) (?:of|for) (?:that|this|the|any|such)|not (?:currently )?(?:in use|assigned|allocated)\b|ring a bell/,
  /(?:unable to|cannot|can't|could not|couldn't|failed to|didn't|did not) (?:find|locate|identify|match|recogni[sz]e|resolve) (?:a |an |the |that |this |any |your |such )?(?:\S{1,20} )?(?:user|recipient|mail ?box|addressee|person|e-?mail address|recipient address)/,
  /not (?:a )?(?:member of|part of) (?:our|the) (?:directory|organi[sz]ation)|not (?:in|on|part of) (?:our |the |its |any |this )?(?:\S{1,20} )?(?:directory|address book|user list|recipient table|database)/,
  /not an? (?:user|recipient|mailbox|customer) (?:here|of ours)|no longer ha(?:s|ve) an? (?:account|mailbox|address)/,
  /nobody (?:here|by|of|with|at)|no[- ]one (?:here|by|of|with|at)|never existed|(?:has|have|had) ceased to exist|ceased to exist/,
  /rcpt to (?:address )?(?:unknown|invalid|rejected)|destination (?:address )?unknown|no valid recipients/,
]);

/** Says little; asked only after the rules. */
export const addressRejected = oneOf([/(?:recipient |all recipient )?address(?:es)? rejected/, /@ rejected/]);
