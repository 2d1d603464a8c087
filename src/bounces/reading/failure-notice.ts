import { firstAddress } from './mail/addresses.js';
import { isVacationSubject } from './automatic-reply.js';
import { decodeWords, type HeaderFields } from './mail/mime-headers.js';

const DAEMON =
  /mailer-?\s?da?emon|post_?master|mail-?\s?(?:delivery|deliver|daemon|administrator|system|robot|router|server)|postmaster|poostmaster|mdaemon|maildeliver|delivery (?:subsystem|service|system)|bounce|maildaemon|undeliver|listserv|-admin@|-owner@|owner-/i;
const MAIL_SERVER =
  /mailer-?\s?da?emon|post_?master|poostmaster|mdaemon|maildaemon|mail-daemon|mail delivery|-admin@|-owner@|owner-|listserv/i;
const SUBJECT =
  /undeliver|non[- ]?deliver|un-?deliverable|(?:delivery|mail|message|delivering|transmission|e-?mail|sending)(?: \S+){0,3} (?:fail|failed|failure|error|problem|delayed|delay|status|not |could not|has been delayed|was not|wasn't|blocked|rejected|refused|notification|report|returned|unsuccessful|incomplete|warning)|fail(?:ed|ure)(?: \S+){0,2} (?:delivery|notice|notification|mail|message|to deliver)|returned? (?:mail|message|to sender|e-?mail)|return(?:ing)? (?:mail|message|to sender)|could not (?:send|deliver|be delivered)|couldn't be delivered|cannot deliver|not delivered|failure notice|error (?:sending|mail|in delivery)|mail (?:error|system error|failure|status|could)|bounced?\b|user unknown|rejected|postmaster notify|delivery notif|warning|permanent (?:delivery )?(?:failure|error)|unzustellbar|zustellung|unzustellbare|nicht zugestellt|rückläufer|fehler|non remis|échec|remise|non distribuable|no se puede entregar|no entregado|devuelto|devoluci|error de entrega|fallo|mancat[ao] (?:recapito|consegna)|mancata|non recapitabile|não (?:foi )?entregue|falha|devolvid|onbestelbaar|niet bezorgd|bezorging|не доставлен|недоставлен|доставк|возвра|niedostarcz|nie dostarczono|zwrot|olevererbar|kunde inte levereras|ei voitu toimittaa|teslim edilemedi|配信不能|配信エラー|配達|送信エラー|送信できません|エラー|不達|返送|退信|退回|无法投递|未送达|投递失败|반송|전송 ?실패|배달|not (?:a )?member|loop alert|blocked by|: errors? from/i;
const SAYS_FAILURE =
  /(?:could|can|was|were|has|have|is|been|be) ?(?:not|n't)(?: yet)?(?: be| been)? (?:\w+ )?(?:deliver|sent|send|reach|complet|process|transmit)|cannot (?:be )?(?:deliver|sent|send)|couldn't (?:be )?deliver|wasn't (?:able to )?deliver|(?:unable|failed|failure|not able|impossible) to (?:\w+ )?(?:deliver|send|reach|transmit)|undeliverable|undelivered|non-?delivery|(?:delivery|message|mail|delivering)(?: \S+){0,8} (?:failed|failure|fail\b|error|rejected|refused|returned|bounced|blocked|delayed)|failed (?:to deliver|addresses|recipient)|(?:permanent|fatal|transient|delivery) (?:fatal )?error|returned? (?:to (?:the )?sender|your message|mail)|unknown user|user unknown|unknown (?:recipient|host)|did not reach|has been rejected|was rejected|not (?:been )?deliver|no such user|rejected (?:your|the|for)|failed recipients|fail(?:ed|ure)[^.]{0,40}recipient|not a member|error message below|transcript of session|duplicated message-id|unzustellbar|nicht (?:zugestellt|zustellbar|ausgeliefert|übermittelt)|zustellung[^.]{0,60}(?:fehl|gescheit|nicht)|(?:n'a|n'ont) (?:pas )?pu être|n'a pas été (?:remis|distribu|livr)|non remis|impossible de (?:remettre|livrer|délivrer)|échec|no (?:se )?(?:pudo|ha podido|puede|pudimos)[^.]{0,40}(?:entreg|envi)|no (?:fue|ha sido) entreg|rechazad|non (?:è stato possibile|può essere|è stato)[^.]{0,40}(?:recapit|consegn|inviar)|impossibile (?:recapitare|consegnare)|não (?:foi possível|pôde|pode)[^.]{0,40}(?:entreg|envi)|não foi entregue|kon niet|niet (?:worden )?(?:afgeleverd|bezorgd)|не (?:удалось|может быть|было|была|могло)[^.]{0,40}(?:достав|отправ)|не доставл|nie (?:można|mogła|mogła być|została|udało)[^.]{0,40}(?:dostarcz|wysła)|kunde inte|kunne ikke|ei voitu|teslim edile|送信できません|配信できません|お届けできません|届きません|送信でき|配信でき|エラー|無法|无法|未能|退回|投递失败|전송하지|전달되지|배달/i;
const SMTP_WORDS =
  /\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|[^\s\d])|\(#[45]\.\d\.\d\)|\bRCPT TO\b|remote host said|transcript of session|smtp error|in reply to|said: [45]\d\d|reason:/i;

/**
 * How much a mail without a machine-readable report looks like a delivery failure. The signs are weighed, none
 * decides alone: ordinary mail talks about bounces too, and autoreplies have an empty return path.
 */
export function weighFailureNotice(headers: HeaderFields, notice: string[], quotesOriginal: boolean): number {
  const subject = decodeWords(headers.first('subject'));
  const text = notice.join('\n').slice(0, 16_000);
  if (!hasToDoWithMail(headers, text, quotesOriginal)) return 0;
  const titled = SUBJECT.test(subject);
  const signs: Array<[boolean, number]> = [
    [headers.has('x-failed-recipients') || headers.has('x-bounced-address'), 4],
    [/report-type="?delivery-status/i.test(headers.first('content-type')), 3],
    [isFromDaemon(headers), 2],
    [headers.first('from').trim() === '' || isNullReturnPath(headers), 1],
    [titled, 2],
    [SAYS_FAILURE.test(text), 2],
    [SMTP_WORDS.test(text), 1],
    [quotesOriginal, 1],
    [isVacationSubject(subject) && !(titled && isFromDaemon(headers)), -4],
    [headers.has('list-id') || headers.has('list-unsubscribe'), -2],
    [headers.has('x-autoreply') || headers.has('x-autorespond'), -3],
  ];
  return signs.reduce((sum, [holds, weight]) => sum + (holds ? weight : 0), 0);
}

/** Parcels cannot be delivered either, and shops have delivery services: something must speak of mail servers. */
function hasToDoWithMail(headers: HeaderFields, text: string, quotesOriginal: boolean): boolean {
  if (quotesOriginal || isNullReturnPath(headers) || headers.first('from').trim() === '') return true;
  if (headers.has('x-failed-recipients') || headers.has('x-bounced-address')) return true;
  return (
    MAIL_SERVER.test(`${headers.first('from')} ${headers.first('return-path')}`) || SMTP_WORDS.test(text)
  );
}

/** Mail systems introduce themselves; a name alone proves nothing. */
export function isFromDaemon(headers: HeaderFields): boolean {
  const from = headers.first('from') || headers.first('sender') || headers.first('reply-to');
  return DAEMON.test(from) || MAIL_SERVER.test(firstAddress(headers.first('return-path')));
}

/** From this weight on a mail is called a bounce; found on the development half of the test set. */
export const FAILURE_WEIGHT = 5;

function isNullReturnPath(headers: HeaderFields): boolean {
  return /^<\s*>|^<?mailer-daemon/i.test(headers.first('return-path').trim());
}

const STILL_TRYING =
  /not yet been delivered|has not (?:yet )?been (?:able to be )?delivered|will (?:continue|keep|be (?:retried|attempted)|retry|try again)|still (?:being )?(?:retried|trying)|delivery attempts will continue|no action is required|warning message only|do not need to resend|is only a notification about a delay|delivery incomplete|message (?:is |was |has been )?delayed|wird weiter(?:hin)? versucht|noch nicht zugestellt|retardée|en attente de|retras(?:ado|o)|ritard/i;
const GIVEN_UP =
  /permanent|given up|giving up|gave up|not going to try|will be deleted from queue|could not be delivered for|returned to (?:the )?sender|no further attempts|has failed|expired/i;

/** A notice that the server still tries: nothing has failed yet. */
export function saysStillTrying(subject: string, notice: string[]): boolean {
  const text = `${subject}\n${notice.slice(0, 60).join('\n')}`.slice(0, 6000);
  return (STILL_TRYING.test(text) || /\bwarning\b|delay/i.test(subject)) && !GIVEN_UP.test(text);
}
