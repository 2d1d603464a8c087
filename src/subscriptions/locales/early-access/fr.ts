import type { EarlyAccessWords } from './en.js';

export const earlyAccessFr: EarlyAccessWords = {
  'early.title': 'Demander un accès anticipé',
  'early.text':
    'Dites-nous où vous travaillez et comment nous pouvons le vérifier, par exemple par un lien vers votre page d’auteur. Vous vous engagez à ne rien publier ni transmettre avant la levée de l’embargo.',
  'early.proof': 'Preuve que vous y travaillez',
  'early.proofHint': 'Un lien vers votre page d’auteur, ou un collègue que nous pouvons appeler.',
  'early.terms': 'Je ne publierai ni ne transmettrai rien avant la levée de l’embargo.',
  'early.termsNeeded': 'L’accès anticipé demande votre accord.',
  'early.button': 'Envoyer la demande',
  'early.sent': 'Votre demande a été transmise au service de presse. Nous répondons par courriel.',
  'early.waitingAnswer': 'Vous l’avez demandé le {{date}}. Le service de presse répond par courriel.',
  'early.page': 'Accès anticipé',
  'early.termsTitle': 'Accès anticipé sous embargo',
  'early.term1': '{{organisation}} vous remet ce communiqué avant la levée de son embargo. {{lift}}',
  'early.term2':
    'Jusque-là, vous ne le publiez, ne le diffusez et ne le partagez ni en tout ni en partie, et vous ne le transmettez à personne hors de votre rédaction qui n’ait accepté ces conditions.',
  'early.term3': 'Vous ne demandez de commentaires qu’à des personnes qui acceptent le même embargo.',
  'early.term4': 'Si l’embargo est rompu ailleurs, vous attendez que nous vous annoncions sa levée.',
  'early.term5':
    'Nous conservons la date de votre accord et celles auxquelles vous avez ouvert le communiqué et ses fichiers.',
  'early.accept': 'J’accepte ces conditions',
  'early.decline': 'Refuser',
  'early.declineHint':
    'Si vous refusez, vous recevrez le communiqué à la levée de l’embargo, comme tout le monde.',
  'early.declinedTitle': 'Vous avez refusé l’accès anticipé',
  'early.declinedText': 'Vous recevrez le communiqué à la levée de l’embargo, comme tout le monde.',
  'early.acceptAfterAll': 'Accepter finalement les conditions',
  'early.notOpenTitle': 'Pas encore ouvert',
  'early.notOpenText': 'L’accès anticipé est prévu le {{time}}. Ce lien l’ouvrira alors.',
  'early.codeTitle': 'Un code par courriel',
  'early.codeText': 'Nous envoyons six chiffres à l’adresse qui a reçu votre lien.',
  'early.codeSent': 'Nous avons envoyé six chiffres à votre adresse. Ils sont valables 15 minutes.',
  'early.code': 'Code',
  'early.codeSend': 'Envoyer le code',
  'early.codeAgain': 'Envoyer un autre code',
  'early.codeOpen': 'Ouvrir le communiqué',
  'early.codeWrong': 'Ce code est incorrect ou a expiré. Demandez-en un nouveau.',
  'early.codeTooMany': 'Un code vient d’être envoyé. Attendez quelques minutes avant d’en demander un autre.',
  'mail.offer.subject': 'Accès anticipé proposé : sous embargo jusqu’au {{lift}}',
  'mail.offer.text1': '{{organisation}} publiera un communiqué sous embargo jusqu’au {{lift}}.',
  'mail.offer.text2':
    'Vous pouvez le lire avant, si vous en acceptez les conditions. Un clic suffit pour refuser, et vous le recevrez alors à la levée, comme tout le monde.',
  'mail.offer.button': 'Lire les conditions',
  'mail.lifted.subject': 'EMBARGO LEVÉ À L’INSTANT : {{headline}}',
  'mail.lifted.text1':
    'L’embargo sur « {{headline}} » est levé dès cette minute, plus tôt qu’annoncé, parce qu’il a été rompu ailleurs.',
  'mail.lifted.text2':
    'Vous pouvez publier maintenant. Tous les autres abonnés recevront le communiqué dans les prochaines secondes.',
  'mail.forward.subject': 'EMBARGO AVANCÉ au {{lift}} : {{headline}}',
  'mail.forward.text1': 'L’embargo sur « {{headline}} » prend fin le {{lift}}, plus tôt qu’annoncé.',
  'mail.forward.text2':
    'Jusque-là, il reste en vigueur. Tous les autres abonnés recevront le communiqué à ce moment.',
  'mail.trust.subject': 'Votre accès anticipé chez {{organisation}}',
  'mail.trust.grant':
    'Vous avez désormais un accès anticipé aux communiqués de {{organisation}} sous embargo. Avant chacun, nous vous demandons si vous en acceptez les conditions.',
  'mail.trust.refusal':
    'Le service de presse de {{organisation}} a décidé de ne pas vous donner d’accès anticipé. Vous recevrez chaque communiqué à sa publication, comme avant.',
  'mail.trust.warning':
    'Ceci est un avertissement : à notre connaissance, vous n’avez pas respecté les conditions d’un embargo de {{organisation}}. Vous gardez votre accès anticipé.',
  'mail.trust.probation':
    'Votre accès anticipé chez {{organisation}} est à l’essai. Il est maintenu, et prendra fin si les conditions ne sont de nouveau pas respectées.',
  'mail.trust.suspension':
    'Votre accès anticipé chez {{organisation}} est suspendu. Vous recevrez chaque communiqué à la levée de l’embargo, comme tout le monde.',
  'mail.trust.reinstated': 'Votre accès anticipé chez {{organisation}} est rétabli.',
  'mail.trust.dropped':
    'Votre accès anticipé chez {{organisation}} a pris fin. Vous recevrez chaque communiqué à sa publication.',
  'mail.trust.until': 'Cela vaut jusqu’au {{date}}.',
  'mail.trust.message': 'Le service de presse écrit :',
  'mail.trust.answer': 'Si vous pensez qu’il s’agit d’une erreur, écrivez à {{press}}.',
};
