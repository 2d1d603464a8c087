import { oneOf } from './one-of.js';

/** Come back later: first contact. */
export const greylisted = oneOf([
  /temporarily rejected\. ?(?:please )?try/,
  /gr[ae]y-?list/,
  /please (?:try|retry) (?:again )?in \d+ (?:sec|min)/,
  /first (?:contact|time) (?:from|sender)/,
  /temporarily (?:greylist|graylist)/,
  /temporarily rejected, (?:please )?try (?:again )?later/,
]);

/** Too many, too fast. */
export const rateLimited = oneOf([
  /too many (?:connections?|concurrent|sessions|messages|mails?|e-?mails|recipients|invalid recipients|emails sent|smtp sessions|errors from)(?! (?:on|in) (?:the|this|your|their|his|her)\b)/,
  /(?:receiving|sending|sent) (?:mail|e-?mail|messages?) (?:at a rate|too (?:fast|quickly|many))/,
  /(?:rate|connection|sending|message|hourly|daily|frequency) limit(?:s|ed| exceeded| reached|ation)?/,
  /\bthrottl/,
  /unusual rate/,
  /exceed(?:ed|s|ing)? (?:the |your |its )?(?:maximum |max |allowed )?(?:number of |the )?(?:connections?|messages per|rate|sending|hourly|recipients?|frequency)/,
  /(?:connection|message) (?:frequency|rate) limited/,
  /limit(?:e|s)? (?:de |of )?(?:connexions|connections)/,
  /slow down/,
  /concurrent connections/,
  /max(?:imum)? (?:number of )?(?:connections?|recipients)/,
  /rate (?:that|which) (?:prevents|is)/,
  /unexpected volume/,
  /zu viele (?:verbindungen|nachrichten|e-?mails)/,
  /troppe connessioni/,
  /demasiad[oa]s (?:conexiones|mensajes|correos)/,
  /try again in (?:an|one) hour/,
]);
