import type { SmtpCommand } from './classify-reply.js';

const TELLING: ReadonlyArray<readonly [SmtpCommand, RegExp]> = [
  [
    'RCPT',
    /in (?:reply|response) to (?:the )?"?RCPT(?: TO)?|(?:after|during|at|on) (?:the )?"?RCPT(?: TO)?\b|RCPT TO (?:response|error|rejected|failed|refused|command (?:failed|rejected|refused))|SMTP:RCPT|\[RCPT_TO\]|(?:stage|command|state|phase|verb)\s{0,2}[:=(]\s{0,4}"?RCPT|\(RCPT(?: TO)?(?: command)?\)|did(?: not|n't) like our RCPT|does not like recipient|<<< 5\d\d[^\n]{0,200}(?:need rcpt|no valid recipients|valid rcpt)|(?:>>>|RCPT:?) ?RCPT TO[^\n]{0,400}\n\s*(?:<<<|\?) ?[45]/i,
  ],
  [
    'DATA',
    /in (?:reply|response) to (?:the )?(?:end of )?"?DATA|(?:after|during|at) (?:the )?(?:end of data|"?DATA\b(?! (?:center|protection)))|end of data|SMTP command\s{1,4}DATA|did(?: not|n't) like our (?:DATA|message)|\[(?:DATA|BODY)\]|\(DATA(?: command)?\)|failed after I sent the message|>>> (?:DATA|\.)\s*\n\s*<<< [45]/i,
  ],
  [
    'MAIL',
    /in (?:reply|response) to (?:the )?"?MAIL FROM|(?:after|during) "?MAIL FROM|does not like sender|\[MAIL_FROM\]|did(?: not|n't) like our MAIL|>>> MAIL FROM[^\n]{0,400}\n\s*<<< [45]/i,
  ],
  ['EHLO', /in (?:reply|response) to (?:EHLO|HELO)|after (?:EHLO|HELO)/i],
  [
    'CONN',
    /after initial connection|connected to [\d.]{7,15} but (?:greeting|connection)|refused to talk to me/i,
  ],
];

/** Which command the server refused, as far as the text of a report tells; '' if it does not. */
export function refusedCommand(text: string): SmtpCommand {
  const opening = text.slice(0, 6000);
  return TELLING.find(([, telling]) => telling.test(opening))?.[0] ?? lastInTranscript(opening);
}

const SAID_BY_CLIENT =
  /(?:-+>|>{1,4}|=+>|→|\bC:|\bout:|\bsent:?|\bsend:?|\bclient:)\s{0,4}(RCPT TO|MAIL FROM|DATA|EHLO|HELO|\.$)/i;
const SAID_BY_SERVER =
  /(?:<-+|<{1,4}|<=+|←|\bS:|\bin:|\b(?:rcvd|received|recv):?|\b(?:server|replied|responded|answered|said):)\s{0,4}[45]\d\d\b/i;

/** A transcript of both sides, whatever its arrows look like: the command before the refusal. */
function lastInTranscript(text: string): SmtpCommand {
  let last = '';
  for (const line of text.split('\n')) {
    const command = SAID_BY_CLIENT.exec(line)?.[1];
    if (command) last = command.toUpperCase();
    else if (last && SAID_BY_SERVER.test(line)) return toCommand(last);
  }
  return '';
}

function toCommand(said: string): SmtpCommand {
  if (said === '.') return 'DATA';
  return (said === 'HELO' ? 'EHLO' : said.split(' ')[0]) as SmtpCommand;
}
