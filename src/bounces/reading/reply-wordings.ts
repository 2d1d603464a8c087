import type { BounceCategory } from './categories.js';

/**
 * How servers say it, in lower case with addresses and IP numbers taken out. The first rule that matches wins,
 * so what is certain and special stands before what is general: "mailbox full" before "mailbox unavailable",
 * "sender unknown" before "user unknown". No rule names a host: the same words mean the same everywhere.
 * Each expression is linear: no nested repetition, gaps are bounded.
 */
export const replyWordings: ReadonlyArray<readonly [BounceCategory, RegExp]> = [
  // --- what our side is told to repair -------------------------------------------------------------------
  [
    'authentication',
    /\bdmarc\b|\bdkim\b|\bspf\b|sender policy framework|sender[- ]?id (?:check|fail)|unauthenticated (?:e-?mail|sender|message)|(?:sender|mail|message|domain) (?:is |was )?(?:unauthenticated|not authenticated)|not? (?:pass|have) authentication|authentication (?:information|checks?|results?|fail)|(?:required|lack of) authentication level|fails? authentication|authentication-?results/,
  ],
  [
    'authentication',
    /\bptr\b|reverse[- ](?:dns|lookup|hostname|name|mapping|resolution)|\br-?dns\b|reversedns|ip name lookup fail|(?:cannot|could not|can't|unable to|failed to) (?:find|resolve|lookup) (?:your|the)? ?(?:reverse )?(?:host ?name|ip)|(?:host ?name|helo|ehlo)[^.]{0,40}(?:does not|doesn't|do not|not) (?:match|resolve)|unverifiable sending ips?|may not be mail exchanger|generic (?:hostname|rdns|ptr)|dynamic (?:ip|hostname|address|pool)|helo (?:command )?rejected|invalid (?:helo|ehlo)|(?:fix|fully[- ]qualified) (?:your )?(?:helo|hostname)|client host rejected: cannot find/,
  ],
  [
    'relay',
    /relay(?:ing)? (?:access )?(?:is |was )?(?:denied|prohibited|not (?:allowed|permitted)|refused|disallowed)|(?:unable|not (?:permitted|allowed|configured)|refus\w+|cannot|do(?:es)? ?n[o']t|no) (?:to )?(?:relay|gateway)\b|relaying (?:mail )?(?:to|for)|\brelay (?:not permitted|lookup failure|from)|we do not relay|open relay|relais (?:interdit|refus)|weiterleitung (?:verweigert|nicht erlaubt)|is not a (?:local|relay) domain|domain (?:is )?not (?:hosted|handled|local) here|isn't in my list of allowed rcpthosts|not in my list of (?:allowed )?rcpthosts/,
  ],
  // --- too much, too early -----------------------------------------------------------------------------------
  [
    'greylisted',
    /gr[ae]y-?list|please (?:try|retry) (?:again )?in \d+ (?:sec|min)|first (?:contact|time) (?:from|sender)|temporarily (?:greylist|graylist)|temporarily rejected, (?:please )?try (?:again )?later/,
  ],
  [
    'rate-limited',
    /too many (?:connections?|concurrent|sessions|messages|mails?|e-?mails|recipients|invalid recipients|emails sent|smtp sessions|errors from)|(?:receiving|sending|sent) (?:mail|e-?mail|messages?) (?:at a rate|too (?:fast|quickly|many))|(?:rate|connection|sending|message|hourly|daily|frequency) limit(?:s|ed| exceeded| reached|ation)?|\bthrottl|unusual rate|exceed(?:ed|s|ing)? (?:the |your |its )?(?:maximum |max |allowed )?(?:number of |the )?(?:connections?|messages per|rate|sending|hourly|recipients?|frequency)|(?:connection|message) (?:frequency|rate) limited|limit(?:e|s)? (?:de |of )?(?:connexions|connections)|slow down|concurrent connections|max(?:imum)? (?:number of )?(?:connections?|recipients)|rate (?:that|which) (?:prevents|is)|unexpected volume|zu viele (?:verbindungen|nachrichten|e-?mails)|troppe connessioni|demasiad[oa]s (?:conexiones|mensajes|correos)|try again in (?:an|one) hour/,
  ],
  // --- the mailbox -------------------------------------------------------------------------------------------
  [
    'mailbox-full',
    /(?:mail ?box|in ?box|mail ?folder|mail ?drop|mail spool|account|user|recipient|storage|disk|mail|file system|quota)(?:'s)? (?:\S{1,40} )?(?:is |has |are |was |directory |storage )?(?:\w+ ){0,2}?(?:full\b|over (?:the |its |his |their )?(?:disk |storage |mail )?(?:quota|limit)|exceed(?:s|ed|ing)? (?:\w+ ){0,4}(?:quota|size|limit|storage|space|capacity)|out of (?:storage|space|disk))|over ?-?quota|quota (?:\S{1,30} )?(?:is |has been |was |would be )?(?:exceed\w*|full|violation|violated|reached|limit)|(?:exceed\w*|exceeds?) (?:\w+ ){0,4}(?:quota|storage|mailbox (?:size|limit)|disk space|space limit)|(?:insufficient|not enough|no|out of) (?:\w+ )?(?:system )?(?:storage|disk ?space|space left|space|room)\b|mail ?box (?:size|quota|limit|space)|disk full|maildir over|storage (?:limit|allocation)|full (?:mail ?box|inbox)|mailbox (?:is |was )?too (?:full|large|big)|user (?:has )?(?:too many|too much) (?:messages|mail)|(?:postfach|mailbox|speicher\S*) (?:\S{1,40} )?(?:ist )?(?:voll|überfüllt|überschritten)|quota überschritten|speicherplatz|bo[iî]te (?:aux lettres|de réception|mail|à lettres)? ?(?:\S{1,40} )?(?:est )?(?:pleine|saturée)|quota dépassé|dépass\S* (?:son |le |du )?quota|buz[oó]n (?:\S{1,30} )?(?:est[aá] )?(?:lleno|completo)|cuota (?:\S{1,30} )?(?:excedida|superada)|casella (?:\S{1,30} )?(?:è )?piena|caixa (?:\S{1,30} )?(?:est[aá] )?(?:cheia|lotada)|cota excedida|(?:postbus|mailbox|postvak) (?:is )?vol|skrzynka (?:\S{1,30} )?(?:jest )?(?:pełna|przepełniona)|переполнен|ящик (?:\S{1,30} )?полон|превышен\S* (?:\S{1,20} )?(?:квот|размер ящика)|メールボックス(?:の容量)?が(?:一杯|いっぱい|満杯)|容量(?:を|が)?(?:超|オーバー|不足)|邮箱(?:空间)?(?:已满|不足|容量)|信箱已滿|용량(?:이)? ?초과|postkasse\S* (?:er )?(?:fuld|full)|brevlåda\S* (?:är )?full|postilaatikko\S* (?:on )?täynnä|dolu\b/,
  ],
  [
    'moved',
    /(?:user|recipient|mailbox|address|account|person|customer) (?:\S{1,60} )?(?:has |have |is |was )?(?:moved|relocated|no longer (?:employed|with|works?|here|on (?:this )?server|working))|no longer (?:on server|works? (?:for|at|here)|employed|with (?:the|this|our) (?:company|organi[sz]ation))|(?:has|have) (?:moved|changed) (?:to|(?:his|her|their) (?:e-?mail )?address)|has left (?:the|our|this)|(?:address|e-?mail) (?:has|was|is) (?:been )?(?:changed|replaced|superseded)|please (?:use|try) (?:the )?(?:new|following) (?:e-?mail )?address|(?:not|isn't) our (?:user|customer)|user not local|new address|nicht mehr (?:bei|für|in|im|hier)|n'est plus (?:employé|dans|chez)|ya no (?:trabaja|pertenece)|non lavora più/,
  ],
  [
    'suspended',
    /(?:account|user|mail ?box|recipient|address|e-?mail|customer|domain|maildrop|owner)(?:\(s\))?(?:'s)? (?:\S{1,60} )?(?:account )?(?:has |have |is |are |was )?(?:been )?(?:temporar(?:il)?y |currently |permanently |administratively |now )?(?:disabled|suspended|deactivated|inactive|inactivated|blocked (?:due|because|for)|locked|frozen|closed|cancell?ed|expired|terminated|discontinued|unpaid|dormant|on hold|restricted)|(?:inactive|disabled|suspended|deactivated|locked|dormant|expired|frozen|inactivated) (?:user|account|mail ?box|recipient|e-?mail|address|mailhost)|(?:email |mail )?account that you tried to reach is (?:disabled|inactive|over|suspended)|mailbox (?:currently )?(?:suspended|disabled|locked|frozen|inactive)|vacant mailbox|mail (?:service )?(?:is )?(?:disabled|suspended) for|not (?:been )?(?:active|used|accessed|logged in) (?:for|since|in)|account (?:not|isn't) (?:active|activated)|(?:konto|postfach|mailbox|account) (?:\S{1,40} )?(?:ist |wurde )?(?:gesperrt|deaktiviert|inaktiv|stillgelegt)|compte (?:\S{1,40} )?(?:est )?(?:désactivé|suspendu|bloqué|inactif|fermé)|cuenta (?:\S{1,40} )?(?:est[aá] |ha sido )?(?:desactivada|deshabilitada|suspendida|inactiva|bloqueada|cancelada)|account (?:\S{1,40} )?(?:è )?(?:disabilitato|sospeso|disattivato)|casella (?:\S{1,30} )?(?:disabilitata|sospesa|disattivata)|conta (?:\S{1,40} )?(?:est[aá] |foi )?(?:desativada|suspensa|inativa|bloqueada)|(?:ящик|аккаунт|account) (?:\S{1,40} )?(?:заблокирован|отключ[её]н|неактив)|заблокирован|アカウントは?(?:停止|無効)|账号(?:被|已)?(?:冻结|停用|禁用)|帐号(?:被|已)?(?:冻结|停用|禁用)/,
  ],
  // --- who we are --------------------------------------------------------------------------------------------
  [
    'reputation',
    /spamhaus|spamcop|\b(?:dns|rbl|dnsbl|uri|su)bl\b|\brbl\b|\bsbl\b|\bxbl\b|\bpbl\b|\bcss\b list|barracuda ?central|barracuda reputation|sorbs|uceprotect|invaluement|senderscore|sender ?base|cloudmark|csi\.|black ?list|block ?list|deny ?list|blocked (?:using|by|for abuse|due to|because)|(?:poor|bad|low|negative|very low) (?:\w+ )?(?:\w+ )?reputation|reputation (?:is |of |score |too |for )|(?:ip|domain|sender|your|server|network) reputation|listed (?:in|on|at|by)\b|banned (?:sending )?(?:ip|address|host)|(?:ip|ip address|host|network|server|your mail ?server|mta|client)(?: \S{1,60})? (?:is |has been |was |are )?(?:temporarily |currently |permanently )?(?:blocked|banned|denied|refused|blacklisted|not allowed)|too many (?:unwanted|spam|complaints)|user complaints|unwanted (?:mail|messages?|e-?mail)|(?:weren't|were not|was not) sent\. (?:we recommend|please contact)|part of (?:their|your) network is on|on our (?:block|black|deny)|client host (?:\S{1,80} )?(?:blocked|rejected)|connections? (?:from (?:\S{1,60} )?)?(?:is |are |was |has been )?(?:not accepted|refused due|blocked|rejected (?:due|by|as))|access denied\.{3}|not accepting connections|dial-?up|residential|suspicious due to/,
  ],
  // --- what we sent ------------------------------------------------------------------------------------------
  [
    'size',
    /(?:message|mail|e-?mail|file|attachment|header|line|content|body)s? (?:\S{1,40} )?(?:size |length |is |was |too |are ){0,3}(?:too (?:large|big|long)|exceed\w*(?! (?:\w+ ){0,3}quota)|oversized?|larger than|limit exceeded)|size limit|too (?:large|big) (?:a |for )?(?:message|mail|e-?mail|attachment|to)|exceed\w* (?:\w+ ){0,5}(?:message size|size limit|maximum (?:message )?size|size)|maximum (?:message|mail|allowed|file) size|max(?:imum)?[- ]?(?:message)?[- ]?size|line limit exceeded|msg size|nachricht (?:ist )?zu gro(?:ß|ss)|message trop (?:volumineux|grand|gros)|mensaje demasiado grande|messaggio troppo grande|mensagem (?:é )?muito grande|слишком больш/,
  ],
  [
    'content',
    /\bspam\b|\bube\b|\bvirus|malware|phish|worm\b|trojan|infected|bulk (?:e-?mail|mail)|unsolicited|unwelcome|banned (?:attachment|file|content|word)|(?:prohibited|forbidden|illegal|dangerous|blocked|restricted) (?:attachment|content|file)|content (?:\w+ ){0,3}(?:reject|block|filter|polic|denied|not (?:allowed|accepted)|restricted|potential)|(?:content|attachments?|message|body|mail|header) (?:was |is |has been )?(?:rejected|blocked|refused|denied|filtered) (?:by|due to|because|as|for) (?:\w+ ){0,3}(?:content|filter|spam|polic|virus|body|header|attachment|its content)|(?:message|mail) (?:looks|appears|seems|scored|identified|detected|classified|considered) (?:\w+ ){0,4}(?:spam|junk|virus)|junk ?mail|header (?:error|check)|headers? too large|invalid (?:header|mime|date|message-id|content)|(?:duplicate|missing|multiple|malformed|bad|invalid|no) (?:\w+ )?(?:headers?\b|from:|date:|message-id|mime)|(?:bare|stray) (?:lf|cr|newline)|8[- ]?bit|mime (?:error|format|structure)|(?:addresses|address) in (?:the )?from:? header|rfc ?-?\s?(?:2?[58]22|5321|5322|2047|compliant|violation)|compliant with rfc|not rfc|blacklisted url|(?:url|link)s? (?:in|contained)|attachment|data format error|message (?:contains|contained)|suspicious/,
  ],
  // --- sender and rules --------------------------------------------------------------------------------------
  [
    'sender',
    /(?:sender|from|mail ?from|return[- ]?path|envelope|originator|from: header)(?:'s)?(?: e-?mail| mail)?(?: address| domain| host)?s?(?: \S{1,80})? (?:is |was |has |been |does |did |are )*(?:rejected|refused|denied|blocked|invalid|not (?:exist|accepted|allowed|valid|verified|authori[sz]ed|permitted|found|resolve|known|registered)|unknown|unverified|does not exist|cannot be (?:verified|resolved)|verify failed|verification|could not be verified|on (?:the|our))|domain of sender|valid from:|from: domain|(?:sender|from|reverse[- ]path) (?:address )?(?:verification|verify|callout|domain)|(?:invalid|unknown|unresolvable|non-?existent|bad|missing|fake) (?:sender|from|return|mail from|originator|reverse[- ]path)|cannot resolve (?:your|sender)|unable to verify (?:the )?(?:sender|address)|sender (?:not|isn't|does|is not|must|domain)|not (?:a )?(?:member|subscriber)|you(?:'re| are) not (?:allowed|authori[sz]ed|permitted|a member|subscribed)|only (?:members|subscribers)|members? only|resolver\.rst\.(?:not)?auth|notauthforgroup|not authori[sz]ed to (?:send|post)|permission to (?:send|post)|don't have permission|権限|权限|권한|berechtig|autorisation|permiso|autorizzazione|permissão|разрешени|toestemming|backscatter|null sender|bounce (?:messages?|mail) not|<> (?:sender )?(?:not|rejected|denied)/,
  ],
  // --- the name does not lead anywhere ---------------------------------------------------------------------------
  [
    'domain-without-mail',
    /null ?mx|does(?: not|n't) (?:receive|accept|take) (?:any )?(?:e-?mail|mail)\b|(?:domain|host|server|site|machine) (?:\S{1,60} )?does(?: not|n't) (?:accept|receive|handle)|(?:accepts?|receives?) no (?:e-?mail|mail)\b|smtp protocol (?:diagnostic|returned a permanent)|no (?:mail|smtp) service here|nullmx|rfc ?7505/,
  ],
  ['domain-gone', /host (?:name )?\S{1,80} not found|host or domain name not found/],
  [
    'network',
    /(?:dns|name ?server|name service|host ?name|domain ?name|mx|resolver|host name)(?: \S{1,40})? (?:lookup |look-?up |query |resolution |server |service |temporar\w+ |name ){0,3}(?:timed? ?out|time-?out|temporar\w+ (?:fail|error)|try again|problem|server failure|servfail|failure\b|malformed|deferral|is unavailable|unreachable)|temporary (?:dns|name|lookup|resolution)|host name lookup failure|malformed or unexpected name server reply|no relevant answers|responded with code (?:servfail|nxdomain|refused)/,
  ],
  [
    'domain-gone',
    /(?:host|domain|hostname|domain name|host name|mail domain|destination server)(?: name)?(?:[:,]? \S{1,80}\.\S{1,80}| @)?,? (?:was |is |does |could |can |cannot |has ){0,2}(?:not (?:found|exist|be (?:found|resolved)|known|valid)|unknown|couldn't be found|doesn't exist|non-?existent|unresolvable|invalid|be found|no (?:a|mx) (?:record|host))|(?:unknown|unrouteable|unroutable|no such|non-?existent|bad|invalid|unresolvable|illegal) (?:\S{1,30} )?(?:host|domain|destination (?:system|host|domain)|mail domain|hostname|fqdn)|host unknown|domain unknown|unrouteable mail domain|no (?:mx|a|dns|valid mx|mail exchangers?|mail servers?)(?: or a)? (?:record|host|entries|exchanger|found|available)s?|couldn't find any host|can't find (?:any )?(?:host|domain)|no mail exchanger|all relevant mx records point to non-existent|nxdomain|(?:domäne|domain|host) (?:\S{1,60} )?(?:existiert nicht|nicht gefunden|unbekannt)|domaine (?:\S{1,60} )?(?:inconnu|inexistant|introuvable|n'existe)|dominio (?:\S{1,60} )?(?:no existe|inexistente|desconocido|inesistente|non esiste)|домен (?:\S{1,60} )?не (?:найден|существует)|name or service not known|has no mail exchangers/,
  ],
  [
    'loop',
    /too many hops|hop count|mail (?:forwarding )?loop|loop(?:s back|ing)|loop (?:detected|alert)|routing loop|loops? back to (?:me|myself)|mail for \S{1,80} loops|maximum hop|forwarding loop|duplicated message-id|redirect(?:ion)? loop/,
  ],
  ['domain-gone', /(?:^|\s)(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20} (?:does not exist|not found|is unknown)/],
  ['system', /procmail|maildrop|command (?:output|died)|pipe to|\/usr\/|\/var\/|x-unix/],
  // --- nobody there ------------------------------------------------------------------------------------------
  [
    'unknown-address',
    /(?:user|users|recipient|recipients|mail ?box|mail ?boxes|account|address|addressee|alias|local[- ]part|destination|customer|mailaddr|e-?mail|rcpt|username|login|name|receiver|person|maildrop|subscriber|uid)(?:\(s\))?(?: address| account| mailbox| name| e-?mail| or alias| user| box)?s?(?:'s)?[: ]*(?:\S{1,80} )?(?:is |was |are |has |have |been |does |did |do |could |that you tried to reach |you are trying to contact |you entered |sent |currently |also |specified |field |in (?:your )?message ){0,4}(?:unknown|(?:does ?n[o']t|not|doesn't|do not|don't|didn't|n't|cannot|couldn't|can't|isn't|wasn't|no longer)(?: be)? (?:seem to |currently )?(?:exist\w*|found|known|valid|a valid|available|listed|recogni[sz]ed|local|present|registered|active|deliverable|have an? (?:\S{1,40} )?(?:account|mailbox)|in (?:our|the|my|this)|on (?:this|our|file)|defined|match|locat\w+|here|accept\w* here|accepted here)|unavailable|invalid|nonexist\w*|non-exist\w*|not found|notfound|incorrect|misspelled|illegal|removed|deleted|gone|absent|failed verification)/,
  ],
  [
    'unknown-address',
    /(?:unknown|no such|invalid|non-?existent|bad|illegal|undefined|incorrect|wrong|unrecogni[sz]ed|deleted|obsolete|no(?:t a)? valid|no matching|no) (?:\S{1,40} )?(?:local |final |destination |mail |e-?mail |smtp |target |virtual |or illegal |or disabled |or invalid )?(?:user\w*|recipients?|mail ?box|account|address(?:ee)?|alias|local[- ]part|mail ?drop|person|name|customer|destination|receiver|subscriber|rcpt|login)(?: (?:here|by that name|with that name|exists|found|on))?|(?:user|account|recipient|mailbox|address)[- ](?:unknown|not[- ]?found)|userunknown|mailbox (?:is )?unavailable|no (?:mailbox|such|user|account|one) (?:here|by|found|with|exists|of|as)|doesn't have an? \S{1,60} account|does not have an? \S{1,60} account|(?:address|couldn't|wasn't|could not|was not)(?: be)? found|there (?:is|was) no (?:such )?(?:user|account|mailbox|one)|not a (?:valid |known |registered )(?:\S{1,30} )?(?:user|recipient|mailbox|address|account)|not listed in|unknown (?:to|in|at) |adrnotfound|recip(?:ient)?notfound|(?:adr|rst)\.(?:recip\w*|\w*)?notfound|nosuchuser|no local mailbox|no_such_user|unable to find (?:alias )?user|badrcptto|cannot find (?:the )?user|user doesn't|can't (?:find|deliver to) (?:mailbox|user)|dosn't exist|unrouteable address|rcpt to (?:address )?(?:unknown|invalid|rejected)|destination (?:address )?unknown|user lookup|delivery to this address is restricted to|not our (?:mail)?box|no valid recipients/,
  ],
  [
    'unknown-address',
    /(?:empfänger|benutzer|adresse|adressat|postfach|konto|teilnehmer|nutzer|user|mailbox|e-?mail-adresse)\S* (?:\S{1,60} )?(?:(?:ist|wurde|konnte|existiert|unter|hier|bei|uns|auf|leider) ){0,4}(?:unbekannt|nicht (?:bekannt|gefunden|vorhanden|erreichbar|existent|verfügbar|gültig)|existiert nicht|nicht|ungültig)|unbekannte\S? (?:empfänger|benutzer|adresse|e-?mail)|kein (?:solcher )?(?:benutzer|postfach|empfänger)|(?:destinataire|utilisateur|adresse|compte|usager|bo[iî]te)\S* (?:\S{1,60} )?(?:(?:est|destinataire|mail|aux|lettres|de) ){0,4}(?:inconnue?|introuvable|invalide|inexistante?|n'existe pas|n'est pas (?:valide|connue?)|non trouvée?|erronée)|(?:usuario|destinatario|cuenta|direcci[oó]n|buz[oó]n|casilla)\S* (?:\S{1,60} )?(?:(?:de|correo|es|del|est[aá]|email|electr[oó]nico) ){0,4}(?:desconocid[oa]|no (?:existe|encontrad[oa]|v[aá]lid[oa]|es v[aá]lid[oa])|inexistente|inv[aá]lid[oa]|no se (?:encuentra|encontr[oó]))|(?:utente|destinatario|casella|indirizzo|account)\S* (?:\S{1,60} )?(?:(?:di|posta|e-?mail|è|non) ){0,4}(?:sconosciut[oa]|inesistente|non (?:esiste|trovat[oa]|valid[oa]|esistente)|esiste|errat[oa])|(?:usu[aá]rio|destinat[aá]rio|conta|endere[cç]o|caixa)\S* (?:\S{1,60} )?(?:(?:de|e-?mail|é|do|postal) ){0,4}(?:desconhecid[oa]|não (?:existe|encontrad[oa]|[eé] v[aá]lid[oa])|inexistente|inv[aá]lid[oa])/,
  ],
  [
    'unknown-address',
    /(?:gebruiker|ontvanger|adres|postbus)\S* (?:\S{1,60} )?(?:is )?(?:onbekend|niet (?:gevonden|bekend)|bestaat niet|ongeldig)|(?:użytkownik|adresat|konto|odbiorca|adres)\S* (?:\S{1,60} )?(?:nie (?:istnieje|znaleziono|został)|nieznan\S+)|nieznany (?:użytkownik|adresat|odbiorca)|nie ma takiego (?:użytkownika|konta|adresu)|(?:пользователь|адрес|адресат|получатель|ящик|абонент|аккаунт)\S* (?:\S{1,60} )?(?:не (?:найден|существует|зарегистрирован|обнаружен)|неизвест\S+)|такого (?:пользователя|адреса|ящика) (?:нет|не существует)|нет такого|несуществующ|(?:användare|mottagare|adress)\S* (?:\S{1,60} )?(?:finns inte|okänd|hittades inte|existerar inte)|(?:bruker|bruger|modtager|mottaker|adresse)\S* (?:\S{1,60} )?(?:finnes ikke|findes ikke|ukendt|ukjent)|(?:käyttäjä|vastaanottaja|osoite)\S* (?:\S{1,60} )?(?:ei ole|tuntematon|ei löyd)|tuntematon|neexistuje|neznám|nem létez|ismeretlen|bulunamadı|geçersiz|άγνωστος|δεν υπάρχει|見つかりません|見つからない|存在しません|存在しない|宛先不明|宛先が不明|該当する(?:ユーザ|アドレス)|不存在|找不到|无此(?:用户|帐号|邮箱)|查無此|收件人(?:地址)?(?:不存在|错误|有误)|존재하지 ?않|없는 (?:사용자|계정|메일)|알 ?수 ?없는|לא קיים|غير موجود|ไม่พบ|không tồn tại|tidak (?:ditemukan|ada)/,
  ],
  // --- rules, problems, silence --------------------------------------------------------------------------------
  [
    'policy',
    /polic(?:y|ies)|prohibited|administrat(?:ive(?:ly)?|or) (?:prohibit|den|reject|block|ban|refus)|not (?:allowed|permitted|authori[sz]ed|accepted)|access (?:is |was )?denied|forbidden|\bdenied\b|protocol violation|\btls\b|starttls|encrypt|security|blocked|\bbanned\b|access control|local (?:rule|restriction)|please use the smtp server|(?:use|through) your (?:isp|provider)|restricted|refused by|unacceptable|wir nehmen|abgelehnt|zugriff verweigert|accès refusé|acceso denegado|accesso negato/,
  ],
  [
    'protocol',
    /(?:syntax|parameter|command|argument|sequence)(?: \S{1,30})? (?:error|not (?:implemented|recogni[sz]ed|supported|understood)|unrecogni[sz]ed|rejected)|(?:bad|improper|out of|invalid) (?:command )?sequence|unrecogni[sz]ed (?:command|parameter)|need (?:rcpt|mail|helo)|unimplemented|malformed address|badly formed|syntax|unsupported|not implemented|smtputf8|lost synchroni[sz]ation|pipelining/,
  ],
  [
    'expired',
    /(?:message|mail|delivery|retry|time|queue|it) (?:\S{1,40} )?(?:has |was |is |time )?(?:expired|timed? ?out|timeout|too long in|been in (?:the )?queue)|retry (?:time|timeout) (?:not reached|exceeded)|(?:in|on) (?:the )?(?:mail )?queue (?:for )?(?:too long|\d)|been in the queue too long|too old|could not be delivered (?:for|within|in|after) \S{1,20} ?(?:hour|day|min|week|sec)|undeliverable after|gave? up after|giving up after|delivery (?:time|attempts?) (?:expired|exceeded|failed)|delivery failed \d+ attempts|(?:not|n't) (?:yet )?(?:been )?(?:delivered|able to deliver)[^.]{0,40}(?:hour|day|minute)|(?:was|were|is) delayed|delivery (?:incomplete|is delayed|delayed|temporarily suspended)|\bdelayed\b|warning: (?:message|could not)|still (?:being )?(?:retried|trying)|will (?:continue|keep) (?:to )?try|deferred/,
  ],
  [
    'network',
    /connection (?:\S{1,60} )?(?:was |has been |is )?(?:timed? ?out|refused|reset|dropped|closed|lost|died|aborted|failed|broken|terminated|unexpectedly)|connect (?:to|failed)|(?:could not|cannot|can't|couldn't|unable to|failed to|wasn't able to|not able to|did not accept our requests to) (?:establish an? )?(?:connect|contact|reach|smtp connection|open)|lost connection|network (?:is )?(?:unreachable|error|problem|down)|no route|(?:host|server) (?:\S{1,60} )?(?:is )?(?:down|unreachable|not responding|did not respond|unavailable)|(?:operation|connection|conversation|read|session|smtp|greeting|response) (?:\S{1,30} )?timed? ?-?out|timed? ?out|tls handshake|handshake|name server|no answer from|server refused to talk|refused to talk/,
  ],
  [
    'system',
    /(?:service|system|server|mail ?box|resources?|mail system|delivery) (?:is |are |was )?(?:currently |temporarily )?(?:not available|unavailable|busy|overloaded|too busy|down|shutting down|suspended|locked)|(?:temporary|temporarily|internal|local|system|server|configuration|software|processing|database|ldap|lookup|i\/o|disk|queue|storage|backend|transaction|requested action|unexpected|program|application|mailer|delivery) (?:\S{1,20} )?(?:error|fail\w*|problem|unavailable|aborted|deferred|defect|not taken)|insufficient (?:system )?resources|out of memory|try (?:again )?later|can(?:not|'t) (?:create|open|write|append|lock|read|access)|couldn't create|command (?:died|failed|output)|exit(?:ed)? (?:with|code|status)|no such file|permission denied|read-?only|unable to (?:process|open|create|contact)|pipe to|procmail|maildrop|dovecot|vacation|could not load|failed to|misconfigur|ldap|overload|died with status/,
  ],
  ['unknown-address', /(?:recipient |all recipient )?address(?:es)? rejected|@ rejected/],
  [
    'filtered',
    /(?:recipient|user|addressee|destinataire|owner)(?: \S{1,60})? (?:has |is |does |doesn't |did |not |refuses? ){0,3}(?:refus\w+|reject\w*|block\w*|accept\w*|want\w*|filter\w*)|rejected by (?:the )?(?:recipient|user|filter)|(?:due to|by) (?:extended inbox filter|(?:the )?(?:user|recipient)'?s? (?:filter|setting|preference|rule))|resolver\.rst\.restrict|filter|dd this user|not accepting (?:messages|mail)|does not like recipient|not (?:wish|want) to receive|message (?:was )?(?:rejected|refused|declined)|delivery (?:not authorized|refused|restricted)/,
  ],
];
