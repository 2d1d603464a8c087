import { oneOf } from './one-of.js';

/** A local delivery program failed; asked before "no such user", which such programs say of themselves. */
export const localProgram = oneOf([
  /procmail/,
  /maildrop/,
  /command (?:output|died)/,
  /pipe to/,
  /\/usr\//,
  /\/var\//,
  /x-unix/,
]);

/** Commands that were not understood. */
export const protocol = oneOf([
  /(?:syntax|parameter|command|argument|sequence)(?: \S{1,30})? (?:error|not (?:implemented|recogni[sz]ed|supported|understood)|unrecogni[sz]ed|rejected)/,
  /(?:bad|improper|out of|invalid) (?:command )?sequence/,
  /unrecogni[sz]ed (?:command|parameter)/,
  /need (?:rcpt|mail|helo)/,
  /unimplemented/,
  /malformed address/,
  /badly formed/,
  /syntax/,
  /unsupported/,
  /not implemented/,
  /smtputf8/,
  /lost synchroni[sz]ation/,
  /pipelining/,
]);

/** Something broken at their side. */
export const system = oneOf([
  /system not accepting network messages|temporar(?:y|ily) lookup/,
  /(?:service|system|server|mail ?box|resources?|mail system|delivery) (?:is |are |was )?(?:currently |temporarily )?(?:not available|unavailable|busy|overloaded|too busy|down|shutting down|suspended|locked)/,
  /(?:temporary|temporarily|internal|local|system|server|configuration|software|processing|database|ldap|lookup|i\/o|disk|queue|storage|backend|transaction|requested action|unexpected|program|application|mailer) (?:\S{1,20} )?(?:error|fail\w*|problem|unavailable|aborted|deferred|defect|not taken)/,
  /insufficient (?:system )?resources/,
  /out of memory/,
  /try (?:again )?later/,
  /can(?:not|'t) (?:create|open|write|append|lock|read|access)/,
  /couldn't create/,
  /command (?:died|failed|output)/,
  /exit(?:ed)? (?:with|code|status)/,
  /no such file/,
  /permission denied/,
  /read-?only/,
  /unable to (?:process|open|create|contact)/,
  /pipe to/,
  /procmail/,
  /maildrop/,
  /dovecot/,
  /vacation/,
  /could not load/,
  /failed to/,
  /misconfigur/,
  /ldap/,
  /overload/,
  /died with status/,
]);
