/** What of a request tells whether a person made it. */
export interface ReadingRequest {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

/**
 * Programs that name themselves: robots, link checkers, security gateways, libraries. Words of their User-Agent. Kept
 * short on purpose: scanners that pose as a browser are told by their behaviour (view `judged_reading`).
 */
const NAMED_MACHINES = new RegExp(
  [
    'bot\\b|bot[/_;+-]|crawl|spider|slurp|scan|monitor|preview|prefetch|validator|checker|fetch(?!api)|headless',
    'barracuda|proofpoint|mimecast|ironport|fireeye|trendmicro|symantec|sophos|fortinet|messagelabs|forcepoint',
    'safelinks|urldefense|paloalto|zscaler|cloudmark|bitdefender|kaspersky|virustotal|avast',
    'curl|wget|python|java/|okhttp|libwww|perl|ruby|php|go-http|axios|node|undici|httpclient|apache-http|postman',
    'facebookexternalhit|whatsapp|telegram|slack|discord|skypeuripreview|embedly|bitlybot',
  ].join('|'),
  'i',
);

/** Mailbox providers that fetch pictures when their user opens the mail. Behind them is a person. */
const PICTURE_PROXY = /GoogleImageProxy|YahooMailProxy/i;

/** Apple's Mail Privacy Protection fetches every picture in advance and says no more than this. */
const APPLE_PREFETCH = /^Mozilla\/5\.0$/;

/**
 * True when the request by itself is a machine's: it asks for headers only, says that it fetches in advance, or names a
 * program instead of a browser or mail client. The hour and the other links are looked at later.
 */
export function isMachineRequest({ method, headers }: ReadingRequest): boolean {
  if (method !== 'GET') return true;
  const purpose = `${word(headers['sec-purpose'])} ${word(headers['purpose'])} ${word(headers['x-moz'])}`;
  if (/prefetch|preview|prerender/i.test(purpose)) return true;
  const agent = word(headers['user-agent']).trim();
  if (agent === '' || APPLE_PREFETCH.test(agent)) return true;
  return !PICTURE_PROXY.test(agent) && NAMED_MACHINES.test(agent);
}

function word(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(' ') : (value ?? '')).slice(0, 1000);
}
