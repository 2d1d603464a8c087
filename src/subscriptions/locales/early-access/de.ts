import type { EarlyAccessWords } from './en.js';

export const earlyAccessDe: EarlyAccessWords = {
  'early.title': 'Vorabzugang anfragen',
  'early.text':
    'Sagen Sie uns, wo Sie arbeiten und wie wir es prüfen können, zum Beispiel mit einem Link zu Ihrer Autorenseite. Sie veröffentlichen nichts und geben nichts weiter, bevor die Sperrfrist endet.',
  'early.proof': 'Nachweis, dass Sie dort arbeiten',
  'early.proofHint': 'Ein Link zu Ihrer Autorenseite oder jemand, den wir anrufen dürfen.',
  'early.terms': 'Ich veröffentliche nichts und gebe nichts weiter, bevor die Sperrfrist endet.',
  'early.termsNeeded': 'Für den Vorabzugang brauchen wir Ihre Zustimmung hierzu.',
  'early.button': 'Anfrage senden',
  'early.sent': 'Ihre Anfrage liegt bei der Pressestelle. Wir antworten per E-Mail.',
  'early.waitingAnswer': 'Sie haben am {{date}} darum gebeten. Die Pressestelle antwortet per E-Mail.',
  'early.page': 'Vorabzugang',
  'early.termsTitle': 'Vorabzugang mit Sperrfrist',
  'early.term1': '{{organisation}} gibt Ihnen diese Mitteilung vor dem Ende der Sperrfrist. {{lift}}',
  'early.term2':
    'Bis dahin veröffentlichen, senden oder posten Sie weder sie noch Teile davon und geben sie außerhalb Ihrer Redaktion an niemanden weiter, der diesen Bedingungen nicht zugestimmt hat.',
  'early.term3': 'Andere dürfen Sie nur um Stellungnahme bitten, wenn sie derselben Sperrfrist zustimmen.',
  'early.term4':
    'Wird die Sperrfrist anderswo gebrochen, warten Sie, bis wir Ihnen sagen, dass sie aufgehoben ist.',
  'early.term5':
    'Wir speichern, wann Sie zugestimmt und wann Sie die Mitteilung und ihre Dateien geöffnet haben.',
  'early.accept': 'Ich stimme zu',
  'early.decline': 'Ablehnen',
  'early.declineHint':
    'Wenn Sie ablehnen, bekommen Sie die Mitteilung mit allen anderen am Ende der Sperrfrist.',
  'early.declinedTitle': 'Sie haben den Vorabzugang abgelehnt',
  'early.declinedText': 'Sie bekommen die Mitteilung mit allen anderen am Ende der Sperrfrist.',
  'early.acceptAfterAll': 'Den Bedingungen doch zustimmen',
  'early.notOpenTitle': 'Noch nicht offen',
  'early.notOpenText': 'Der Vorabzugang ist für {{time}} geplant. Dann öffnet ihn dieser Link.',
  'early.codeTitle': 'Ein Code per E-Mail',
  'early.codeText': 'Wir senden sechs Ziffern an die Adresse, an die Ihr Link kam.',
  'early.codeSent': 'Wir haben sechs Ziffern an Ihre Adresse gesendet. Sie gelten 15 Minuten.',
  'early.code': 'Code',
  'early.codeSend': 'Code senden',
  'early.codeAgain': 'Neuen Code senden',
  'early.codeOpen': 'Mitteilung öffnen',
  'early.codeWrong': 'Der Code ist falsch oder abgelaufen. Fordern Sie einen neuen an.',
  'early.codeTooMany':
    'Gerade wurde ein Code gesendet. Warten Sie einige Minuten, bevor Sie einen weiteren anfordern.',
  'mail.offer.subject': 'Vorabzugang angeboten: Sperrfrist bis {{lift}}',
  'mail.offer.text1': '{{organisation}} veröffentlicht eine Mitteilung mit Sperrfrist bis {{lift}}.',
  'mail.offer.text2':
    'Sie können sie vorher lesen, wenn Sie den Bedingungen zustimmen. Zum Ablehnen genügt ein Klick; dann bekommen Sie sie mit allen anderen am Ende der Sperrfrist.',
  'mail.offer.button': 'Bedingungen lesen',
  'mail.lifted.subject': 'SPERRFRIST JETZT AUFGEHOBEN: {{headline}}',
  'mail.lifted.text1':
    'Die Sperrfrist für „{{headline}}“ ist ab dieser Minute aufgehoben, früher als angekündigt, weil sie anderswo gebrochen wurde.',
  'mail.lifted.text2':
    'Sie dürfen jetzt veröffentlichen. Alle anderen bekommen die Mitteilung in den nächsten Sekunden.',
  'mail.forward.subject': 'SPERRFRIST VORVERLEGT auf {{lift}}: {{headline}}',
  'mail.forward.text1': 'Die Sperrfrist für „{{headline}}“ endet am {{lift}}, früher als angekündigt.',
  'mail.forward.text2': 'Bis dahin gilt sie. Alle anderen erhalten die Mitteilung zu diesem Zeitpunkt.',
  'mail.trust.subject': 'Ihr Vorabzugang bei {{organisation}}',
  'mail.trust.grant':
    'Sie haben jetzt Vorabzugang zu Mitteilungen von {{organisation}} mit Sperrfrist. Vor jeder fragen wir, ob Sie ihren Bedingungen zustimmen.',
  'mail.trust.refusal':
    'Die Pressestelle von {{organisation}} hat entschieden, Ihnen keinen Vorabzugang zu geben. Sie bekommen jede Mitteilung wie bisher, wenn sie erscheint.',
  'mail.trust.warning':
    'Dies ist eine Verwarnung: Nach unserer Kenntnis haben Sie die Bedingungen einer Sperrfrist von {{organisation}} nicht eingehalten. Ihr Vorabzugang bleibt bestehen.',
  'mail.trust.probation':
    'Ihr Vorabzugang bei {{organisation}} gilt auf Probe. Er bleibt bestehen und endet, wenn die Bedingungen noch einmal nicht eingehalten werden.',
  'mail.trust.suspension':
    'Ihr Vorabzugang bei {{organisation}} ist ausgesetzt. Sie bekommen jede Mitteilung mit allen anderen am Ende der Sperrfrist.',
  'mail.trust.reinstated': 'Ihr Vorabzugang bei {{organisation}} ist wiederhergestellt.',
  'mail.trust.dropped':
    'Ihr Vorabzugang bei {{organisation}} ist beendet. Sie bekommen jede Mitteilung, wenn sie erscheint.',
  'mail.trust.until': 'Das gilt bis zum {{date}}.',
  'mail.trust.message': 'Die Pressestelle schreibt:',
  'mail.trust.answer': 'Wenn Sie das für falsch halten, schreiben Sie an {{press}}.',
};
