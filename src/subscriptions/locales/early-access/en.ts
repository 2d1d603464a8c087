/** Early access: its pages, its letters, and what the desk's decisions tell the journalist. */
export const earlyAccessEn = {
  'early.title': 'Ask for early access',
  'early.text':
    'Tell us where you work and how we can verify it, for example a link to your author page. You agree not to publish or pass on anything before the embargo lifts.',
  'early.proof': 'Proof that you work there',
  'early.proofHint': 'A link to your author page, or a colleague we may call.',
  'early.terms': 'I will not publish or pass on material before its embargo lifts.',
  'early.termsNeeded': 'Early access needs your agreement to this.',
  'early.button': 'Send the request',
  'early.sent': 'Your request is with the press desk. We answer by e-mail.',
  'early.waitingAnswer': 'You asked for it on {{date}}. The press desk answers by e-mail.',
  'early.page': 'Early access',
  'early.termsTitle': 'Early access under embargo',
  'early.term1': '{{organisation}} gives you this release before its embargo lifts. {{lift}}',
  'early.term2':
    'Until then you do not publish, broadcast or post it or any part of it, and you do not pass it on to anybody outside your newsroom who has not agreed to these terms.',
  'early.term3': 'You may ask others for comment only if they agree to the same embargo.',
  'early.term4': 'If the embargo is broken elsewhere, you wait until we tell you that it has lifted.',
  'early.term5': 'We keep when you agreed, and when you opened the release and its files.',
  'early.accept': 'I accept these terms',
  'early.decline': 'Decline',
  'early.declineHint': 'If you decline, you get the release when its embargo lifts, with everybody else.',
  'early.declinedTitle': 'You declined early access',
  'early.declinedText': 'You get the release when its embargo lifts, with everybody else.',
  'early.acceptAfterAll': 'Accept the terms after all',
  'early.notOpenTitle': 'Not open yet',
  'early.notOpenText': 'Early access is planned for {{time}}. This link opens it then.',
  'early.codeTitle': 'A code by e-mail',
  'early.codeText': 'We send six digits to the address that your link came to.',
  'early.codeSent': 'We have sent six digits to your address. They are good for 15 minutes.',
  'early.code': 'Code',
  'early.codeSend': 'Send the code',
  'early.codeAgain': 'Send another code',
  'early.codeOpen': 'Open the release',
  'early.codeWrong': 'This is not the code, or it has expired. Ask for a new one.',
  'early.codeTooMany': 'A code was sent a moment ago. Wait a few minutes for another one.',
  'mail.offer.subject': 'Early access offered: embargoed until {{lift}}',
  'mail.offer.text1': '{{organisation}} will publish a release under embargo until {{lift}}.',
  'mail.offer.text2':
    'You may read it before, if you accept the terms. Declining takes one click, and you then get it at the lift with everybody else.',
  'mail.offer.button': 'Read the terms',
  'mail.lifted.subject': 'EMBARGO LIFTED NOW: {{headline}}',
  'mail.lifted.text1':
    'The embargo on “{{headline}}” is lifted from this minute, earlier than announced, because it was broken elsewhere.',
  'mail.lifted.text2': 'You may publish now. All other subscribers receive the release in the next seconds.',
  'mail.forward.subject': 'EMBARGO BROUGHT FORWARD to {{lift}}: {{headline}}',
  'mail.forward.text1': 'The embargo on “{{headline}}” ends on {{lift}}, earlier than announced.',
  'mail.forward.text2': 'Until then it stands. All other subscribers receive the release at that time.',
  'mail.trust.subject': 'Your early access at {{organisation}}',
  'mail.trust.grant':
    'You now have early access to releases of {{organisation}} under embargo. Before each of them we ask whether you accept its terms.',
  'mail.trust.refusal':
    'The press desk of {{organisation}} has decided not to give you early access. You get every release when it is published, as before.',
  'mail.trust.warning':
    'This is a warning: to our knowledge you did not keep to the terms of an embargo of {{organisation}}. Your early access stays.',
  'mail.trust.probation':
    'Your early access at {{organisation}} is on probation. It stays, and ends if the terms are not kept again.',
  'mail.trust.suspension':
    'Your early access at {{organisation}} is suspended. You get every release when its embargo lifts, with everybody else.',
  'mail.trust.reinstated': 'Your early access at {{organisation}} is restored.',
  'mail.trust.dropped':
    'Your early access at {{organisation}} has ended. You get every release when it is published.',
  'mail.trust.until': 'This holds until {{date}}.',
  'mail.trust.message': 'The press desk writes:',
  'mail.trust.answer': 'If you think that this is wrong, please write to {{press}}.',
} as const;

export type EarlyAccessWords = Record<keyof typeof earlyAccessEn, string>;
