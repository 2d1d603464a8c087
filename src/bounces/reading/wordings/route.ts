import { oneOf } from './one-of.js';

/** RFC 7505 and its paraphrases. */
export const domainWithoutMail = oneOf([
  /null ?mx/,
  /(?:domain|host|server|site|machine) (?:\S{1,60} )?does(?: not|n't) (?:accept|receive|handle|take)/,
  /(?:accepts?|receives?) no (?:e-?mail|mail)\b/,
  /no (?:mail|smtp) service here/,
  /nullmx/,
  /rfc ?7505/,
]);

/** "Not found" that is only "not found now". */
export const nameServerBusy = oneOf([
  /host not found,? (?:please )?try again/,
  /(?:temporarily|delivery) (?:suspended|deferred): host not found/,
  /domain is not reachable/,
]);

/** The surest words for a name that is not there; asked before the troubles of name servers. */
export const hostNotFound = oneOf([
  /host (?:name )?\S{1,80} not found/,
  /host or domain name not found/,
  /domain lookup failed|nonexistentdomain/,
  /nxdomain[: ,;-]{1,3}domain name not found/,
]);

/** The name could not be looked up: that may pass. */
export const nameServer = oneOf([
  /(?:dns|name ?server|name service|host ?name|domain ?name|mx|resolver|host name)(?: \S{1,40})? (?:lookup |look-?up |query |resolution |server |service |temporar\w+ |name ){0,3}(?:timed? ?out|time-?out|temporar\w+ (?:fail|error)|try again|problem|server failure|servfail|failure\b|malformed|deferral|is unavailable|unreachable)/,
  /temporary (?:dns|name|lookup|resolution)/,
  /host name lookup failure/,
  /malformed or unexpected name server reply/,
  /no relevant answers/,
  /responded with code (?:servfail|nxdomain|refused)/,
]);

/** There is no such host or domain. */
export const domainGone = oneOf([
  /(?:all )?host address lookups? failed permanently|cannot find any host|no dns a-?data|recipient domain must exist/,
  /(?:host|domain|hostname|domain name|host name|mail domain|destination server)(?: name)?(?:[:,]? \S{1,80}\.\S{1,80}| @)?,? (?:was |is |does |could |can |cannot |has ){0,2}(?:not (?:found|exist|be (?:found|resolved)|known|valid)|unknown|couldn't be found|doesn't exist|non-?existent|unresolvable|invalid|be found|no (?:a|mx) (?:record|host))/,
  /(?:unknown|unrouteable|unroutable|no such|non-?existent|bad|invalid|unresolvable|illegal) (?:\S{1,30} )?(?:host|domain|destination (?:system|host|domain)|mail domain|hostname|fqdn)/,
  /host unknown/,
  /domain unknown/,
  /unrouteable mail domain/,
  /no (?:mx|a|dns|valid mx|mail exchangers?|mail servers?)(?: or a)? (?:record|host|entries|exchanger|found|available)s?/,
  /couldn't find any host/,
  /can't find (?:any )?(?:host|domain)/,
  /no (?:valid |usable )?mail exchanger/,
  /all relevant mx records point to non-existent/,
  /nxdomain/,
  /(?:domäne|domain|host) (?:\S{1,60} )?(?:existiert nicht|nicht gefunden|unbekannt)/,
  /domaine (?:\S{1,60} )?(?:inconnu|inexistant|introuvable|n'existe)/,
  /dominio (?:\S{1,60} )?(?:no existe|inexistente|desconocido|inesistente|non esiste)/,
  /домен (?:\S{1,60} )?не (?:найден|существует)/,
  /name or service not known/,
  /has no mail exchangers/,
]);

/** "example.org does not exist". */
export const bareDomain = oneOf([
  /(?:^|\s)(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20} (?:does not exist|not found|is unknown)/,
]);

/** Round in circles. */
export const loop = oneOf([
  /too many hops/,
  /hop count/,
  /mail (?:forwarding )?loop/,
  /loop(?:s back|ing)/,
  /loop (?:detected|alert)/,
  /routing loop/,
  /loops? back to (?:me|myself)/,
  /mail for \S{1,80} loops/,
  /maximum hop/,
  /forwarding loop/,
  /duplicated message-id/,
  /redirect(?:ion)? loop/,
]);

/** Not reached, lost, timed out. */
export const network = oneOf([
  /connection (?:\S{1,60} )?(?:was |has been |is )?(?:timed? ?out|refused|reset|dropped|closed|lost|died|aborted|failed|broken|terminated|unexpectedly)/,
  /connect (?:to|failed)/,
  /(?:could not|cannot|can't|couldn't|unable to|failed to|wasn't able to|not able to|did not accept our requests to) (?:establish an? )?(?:connect|contact|reach|smtp connection|open)/,
  /lost connection/,
  /network (?:is )?(?:unreachable|error|problem|down)/,
  /no route/,
  /(?:host|server) (?:\S{1,60} )?(?:is )?(?:down|unreachable|not responding|did not respond|unavailable)/,
  /(?:operation|connection|conversation|read|session|smtp|greeting|response) (?:\S{1,30} )?timed? ?-?out/,
  /timed? ?out/,
  /tls handshake/,
  /handshake/,
  /name server/,
  /no answer from/,
  /hosts? (?:\S{1,40} )?(?:have|has) been failing/,
  /server refused to talk/,
  /refused to talk/,
]);

/** Tried for as long as the queue allows, or still trying. */
export const expired = oneOf([
  /(?:message|mail|delivery|retry|time|queue|it) (?:\S{1,40} )?(?:has |was |is |time )?(?:expired|timed? ?out|timeout|too long in|been in (?:the )?queue)/,
  /retry (?:time|timeout) (?:not reached|exceeded)/,
  /absent subscriber|(?:g(?:ü|ue)ltigkeit|frist)\S{0,20} (?:ist )?(?:abgelaufen|überschritten|ueberschritten)/,
  /(?:in|on) (?:the )?(?:mail )?queue (?:for )?(?:too long|\d)/,
  /been in the queue too long/,
  /too old/,
  /could not be delivered (?:for|within|in|after) \S{1,20} ?(?:hour|day|min|week|sec)/,
  /undeliverable after/,
  /gave? up after/,
  /giving up after/,
  /delivery (?:time|attempts?) (?:expired|exceeded|failed)/,
  /delivery failed \d+ attempts/,
  /(?:not|n't) (?:yet )?(?:been )?(?:delivered|able to deliver)[^.]{0,40}(?:hour|day|minute)/,
  /(?:was|were|is) delayed/,
  /delivery (?:incomplete|is delayed|delayed|temporarily suspended)/,
  /\bdelayed\b/,
  /warning: (?:message|could not)/,
  /still (?:being )?(?:retried|trying)/,
  /will (?:continue|keep) (?:to )?try/,
  /deferred/,
]);
