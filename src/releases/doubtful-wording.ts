import { at, look, type Problem } from './preflight-problem.js';

/**
 * Phrases that the public rules of spam filters count (SpamAssassin's body rules, the advice of the large mailbox
 * providers) and that a release hardly ever needs. Few on purpose: filters weigh the sender's reputation far above
 * words, and a long list teaches people not to read it. Nothing here ever stops a release.
 */
const SPAM_PHRASES: Record<string, RegExp> = {
  en: /\b(act now|buy now|order now|click (?:here|below)|limited[- ]time offer|special promotion|risk[- ]free|100% (?:free|guaranteed)|money[- ]back|no obligation|once in a lifetime|you (?:have been|are) (?:selected|a winner)|earn (?:extra )?(?:cash|money)|double your|this is not spam)\b|\${3,}/giu,
  de: /(?<!\p{L})(jetzt kaufen|jetzt zugreifen|hier klicken|100 ?% gratis|kein risiko|sie haben gewonnen|geld verdienen|nur für kurze zeit)(?!\p{L})/giu,
  es: /(?<!\p{L})(compre ya|haga clic aquí|oferta limitada|100 ?% gratis|sin riesgo|usted ha ganado|gane dinero)(?!\p{L})/giu,
  fr: /(?<!\p{L})(achetez maintenant|cliquez ici|offre limitée|100 ?% gratuit|sans risque|vous avez gagné|gagnez de l[’']argent)(?!\p{L})/giu,
};
/** Of two letters and more in a row; names of organisations are shorter. */
const FEWEST_LETTERS = 15;
const SHARE_OF_CAPITALS = 0.8;
const FALSE_REPLY = /^\s*(re|aw|fwd?|wg|rv|tr)\s*:/i;

/** Wording that mail programs or readers may take for advertising, by field. The first two fields are what an inbox shows. */
export function doubtfulWording(fields: [field: string, text: string][], language: string): Problem[] {
  const phrases = SPAM_PHRASES[language.split('-')[0]?.toLowerCase() ?? ''];
  return fields.flatMap(([field, text]) => [
    ...phrasesIn(field, text, phrases),
    ...(SHOWN_IN_INBOX.has(field) ? doubtsOfLine(field, text) : []),
  ]);
}

const SHOWN_IN_INBOX = new Set(['headline', 'subject']);

function phrasesIn(field: string, text: string, phrases: RegExp | undefined): Problem[] {
  if (phrases === undefined) return [];
  const found = new Set([...text.matchAll(phrases)].map(([phrase]) => phrase.toLowerCase()));
  return [...found].map((phrase) =>
    at(look('spam words', field, `“${phrase}” is what spam filters look for. Say it another way.`), phrase),
  );
}

function doubtsOfLine(field: string, line: string): Problem[] {
  return [
    FALSE_REPLY.test(line) &&
      look('false reply', field, 'It begins like a reply. Filters and readers take that for deceit.'),
    isShouted(line) &&
      look(
        'capitals',
        field,
        'It is all in capitals: it reads as shouting, and screen readers may spell it.',
      ),
    /[!?¡¿]{2,}|(?:![^!]*){3,}/u.test(line) &&
      look('exclamation', field, 'Several exclamation or question marks look like advertising.'),
  ].filter((problem) => problem !== false);
}

function isShouted(line: string): boolean {
  const letters = line.match(/\p{L}/gu) ?? [];
  const capitals = line.match(/\p{Lu}/gu) ?? [];
  return letters.length >= FEWEST_LETTERS && capitals.length / letters.length >= SHARE_OF_CAPITALS;
}
