/** The words of single mails in one language. Times are given in whole minutes or days. */
export interface TransactionalWords {
  signIn: {
    subject: (organisation: string) => string;
    body: (minutes: number) => string[];
    button: string;
    reason: string;
  };
  confirm: {
    subject: (organisation: string) => string;
    body: string[];
    button: string;
    reason: (days: number) => string;
  };
  code: {
    subject: (code: string) => string;
    body: (minutes: number, headline: string) => string[];
    reason: string;
  };
  notice: { reason: (organisation: string) => string };
  /** Above the same address as the button's, for those who cannot press it. */
  copy: string;
}

const en: TransactionalWords = {
  signIn: {
    subject: (organisation) => `Sign in to ${organisation}`,
    body: (minutes) => [`Press the button to sign in. The link works once, for ${minutes} minutes.`],
    button: 'Sign in',
    reason:
      'Somebody asked for this link with your address. If it was not you, ignore this message: nothing happens.',
  },
  confirm: {
    subject: (organisation) => `Please confirm: press releases from ${organisation}`,
    body: ['You asked for press releases on these topics. Nothing is sent until you confirm.'],
    button: 'Confirm subscription',
    reason: (days) =>
      `Somebody entered your address on our press page. If it was not you, ignore this message: it is forgotten after ${days} days.`,
  },
  code: {
    subject: (code) => `${code} is your code for early access`,
    body: (minutes, headline) => [
      headline === ''
        ? 'Enter this code to open material that is under embargo.'
        : `Enter this code to open “${headline}”, which is under embargo.`,
      `It is valid for ${minutes} minutes. Please do not pass it on.`,
    ],
    reason: 'Nobody from our press office will ever ask you for this code.',
  },
  notice: { reason: (organisation) => `A message from the press desk of ${organisation}.` },
  copy: 'Or open this address:',
};

const es: TransactionalWords = {
  signIn: {
    subject: (organisation) => `Acceso a ${organisation}`,
    body: (minutes) => [
      `Pulse el botón para entrar. El enlace sirve una sola vez, durante ${minutes} minutos.`,
    ],
    button: 'Entrar',
    reason:
      'Alguien pidió este enlace con su dirección. Si no fue usted, ignore este mensaje: no pasará nada.',
  },
  confirm: {
    subject: (organisation) => `Confirme, por favor: comunicados de ${organisation}`,
    body: ['Pidió recibir comunicados sobre estos temas. No enviaremos nada hasta que lo confirme.'],
    button: 'Confirmar la suscripción',
    reason: (days) =>
      `Alguien escribió su dirección en nuestra página de prensa. Si no fue usted, ignore este mensaje: se olvida a los ${days} días.`,
  },
  code: {
    subject: (code) => `${code} es su código de acceso anticipado`,
    body: (minutes, headline) => [
      headline === ''
        ? 'Introduzca este código para abrir material bajo embargo.'
        : `Introduzca este código para abrir «${headline}», que está bajo embargo.`,
      `Es válido durante ${minutes} minutos. No lo comparta, por favor.`,
    ],
    reason: 'Nadie de nuestra oficina de prensa le pedirá nunca este código.',
  },
  notice: { reason: (organisation) => `Un mensaje de la oficina de prensa de ${organisation}.` },
  copy: 'O abra esta dirección:',
};

const fr: TransactionalWords = {
  signIn: {
    subject: (organisation) => `Connexion à ${organisation}`,
    body: (minutes) => [
      `Appuyez sur le bouton pour vous connecter. Le lien sert une fois, pendant ${minutes} minutes.`,
    ],
    button: 'Se connecter',
    reason:
      'Quelqu’un a demandé ce lien avec votre adresse. Si ce n’était pas vous, ignorez ce message : rien ne se passera.',
  },
  confirm: {
    subject: (organisation) => `Merci de confirmer : communiqués de ${organisation}`,
    body: ['Vous avez demandé les communiqués sur ces sujets. Rien n’est envoyé avant votre confirmation.'],
    button: 'Confirmer l’abonnement',
    reason: (days) =>
      `Quelqu’un a saisi votre adresse sur notre page presse. Si ce n’était pas vous, ignorez ce message : il est oublié après ${days} jours.`,
  },
  code: {
    subject: (code) => `${code} est votre code d’accès anticipé`,
    body: (minutes, headline) => [
      headline === ''
        ? 'Saisissez ce code pour ouvrir des documents sous embargo.'
        : `Saisissez ce code pour ouvrir « ${headline} », sous embargo.`,
      `Il est valable ${minutes} minutes. Merci de ne pas le transmettre.`,
    ],
    reason: 'Personne de notre service de presse ne vous demandera jamais ce code.',
  },
  notice: { reason: (organisation) => `Un message du service de presse de ${organisation}.` },
  copy: 'Ou ouvrez cette adresse :',
};

const de: TransactionalWords = {
  signIn: {
    subject: (organisation) => `Anmelden bei ${organisation}`,
    body: (minutes) => [
      `Mit der Schaltfläche melden Sie sich an. Der Link gilt einmal, ${minutes} Minuten lang.`,
    ],
    button: 'Anmelden',
    reason:
      'Jemand hat diesen Link mit Ihrer Adresse angefordert. Waren Sie es nicht, geschieht ohne Ihr Zutun nichts.',
  },
  confirm: {
    subject: (organisation) => `Bitte bestätigen: Pressemitteilungen von ${organisation}`,
    body: ['Sie möchten Pressemitteilungen zu diesen Themen. Vor Ihrer Bestätigung senden wir nichts.'],
    button: 'Abonnement bestätigen',
    reason: (days) =>
      `Jemand hat Ihre Adresse auf unserer Presseseite eingetragen. Waren Sie es nicht, vergessen wir sie nach ${days} Tagen.`,
  },
  code: {
    subject: (code) => `${code} ist Ihr Code für den Vorabzugang`,
    body: (minutes, headline) => [
      headline === ''
        ? 'Mit diesem Code öffnen Sie Material unter Sperrfrist.'
        : `Mit diesem Code öffnen Sie „${headline}“, unter Sperrfrist.`,
      `Er gilt ${minutes} Minuten. Bitte geben Sie ihn nicht weiter.`,
    ],
    reason: 'Niemand aus unserer Pressestelle wird Sie je nach diesem Code fragen.',
  },
  notice: { reason: (organisation) => `Eine Nachricht der Pressestelle von ${organisation}.` },
  copy: 'Oder öffnen Sie diese Adresse:',
};

const sv: TransactionalWords = {
  signIn: {
    subject: (organisation) => `Logga in hos ${organisation}`,
    body: (minutes) => [`Tryck på knappen för att logga in. Länken gäller en gång, i ${minutes} minuter.`],
    button: 'Logga in',
    reason: 'Någon bad om länken med din adress. Var det inte du kan du bortse från detta: ingenting händer.',
  },
  confirm: {
    subject: (organisation) => `Bekräfta: pressmeddelanden från ${organisation}`,
    body: ['Du har bett om pressmeddelanden i dessa ämnen. Inget skickas förrän du bekräftar.'],
    button: 'Bekräfta prenumerationen',
    reason: (days) =>
      `Någon angav din adress på vår pressida. Var det inte du kan du bortse från detta: det glöms efter ${days} dagar.`,
  },
  code: {
    subject: (code) => `${code} är din kod för förhandstillgång`,
    body: (minutes, headline) => [
      headline === ''
        ? 'Ange koden för att öppna material under embargo.'
        : `Ange koden för att öppna ”${headline}”, som är under embargo.`,
      `Den gäller i ${minutes} minuter. Lämna den inte vidare.`,
    ],
    reason: 'Ingen på vår presstjänst kommer någonsin att be om koden.',
  },
  notice: { reason: (organisation) => `Ett meddelande från presstjänsten på ${organisation}.` },
  copy: 'Eller öppna denna adress:',
};

const ar: TransactionalWords = {
  signIn: {
    subject: (organisation) => `تسجيل الدخول إلى ${organisation}`,
    body: (minutes) => [`اضغط الزر لتسجيل الدخول. يعمل الرابط مرة واحدة خلال ${minutes} دقيقة.`],
    button: 'تسجيل الدخول',
    reason: 'طلب أحدهم هذا الرابط بعنوانك. إن لم تكن أنت فتجاهل هذه الرسالة ولن يحدث شيء.',
  },
  confirm: {
    subject: (organisation) => `يرجى التأكيد: بيانات ${organisation} الصحفية`,
    body: ['طلبت بيانات صحفية عن هذه المواضيع. لن نرسل شيئًا قبل أن تؤكد.'],
    button: 'تأكيد الاشتراك',
    reason: (days) =>
      `أدخل أحدهم عنوانك في صفحتنا الصحفية. إن لم تكن أنت فتجاهل هذه الرسالة، وسيُنسى الطلب بعد ${days} يومًا.`,
  },
  code: {
    subject: (code) => `${code} رمزك للاطلاع المبكر`,
    body: (minutes, headline) => [
      headline === ''
        ? 'أدخل هذا الرمز لفتح مواد محظورة النشر.'
        : `أدخل هذا الرمز لفتح «${headline}» المحظور نشره حاليًا.`,
      `الرمز صالح لمدة ${minutes} دقيقة. يرجى عدم مشاركته.`,
    ],
    reason: 'لن يطلب منك أحد من مكتبنا الصحفي هذا الرمز أبدًا.',
  },
  notice: { reason: (organisation) => `رسالة من المكتب الصحفي في ${organisation}.` },
  copy: 'أو افتح هذا العنوان:',
};

const BY_LANGUAGE: Record<string, TransactionalWords> = { en, es, fr, de, sv, ar };

/** By the primary subtag; English where there are none. */
export function transactionalWords(language: string): TransactionalWords {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return Object.hasOwn(BY_LANGUAGE, primary) ? (BY_LANGUAGE[primary] ?? en) : en;
}
