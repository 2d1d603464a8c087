import type { ReleaseKind, ReleaseType } from './release-content.js';

/** The words of a release mail that no press officer writes. */
export interface ReleaseLabels {
  types: Record<ReleaseType, string>;
  /** The band above the headline. */
  notices: Record<Exclude<ReleaseKind, 'original'>, { subject: string; band: string }>;
  embargoedUntil: string;
  immediateRelease: string;
  who: string;
  what: string;
  when: string;
  where: string;
  pressContact: string;
  about: string;
  credit: string;
  image: string;
  links: string;
  view: string;
  preferences: string;
  unsubscribe: string;
  reason: string;
  reasonTopics: string;
}

const en: ReleaseLabels = {
  types: {
    press_release: 'Press release',
    statement: 'Statement',
    report: 'Report',
    advisory: 'Media advisory',
  },
  notices: {
    correction: { subject: 'CORRECTION', band: 'Correction. This replaces the release sent before.' },
    update: { subject: 'UPDATE', band: 'Update to the release sent before.' },
    hold: { subject: 'HOLD', band: 'Hold. Please do not publish until you hear from us.' },
    kill: { subject: 'KILL', band: 'Kill. This release is withdrawn. Please do not use it.' },
  },
  embargoedUntil: 'EMBARGOED UNTIL',
  immediateRelease: 'FOR IMMEDIATE RELEASE',
  who: 'Who',
  what: 'What',
  when: 'When',
  where: 'Where',
  pressContact: 'Press contact',
  about: 'About',
  credit: 'Photo:',
  image: 'Image',
  links: 'Links',
  view: 'Read on the web',
  preferences: 'Your preferences',
  unsubscribe: 'Unsubscribe',
  reason: 'You receive this because you subscribed to our press list.',
  reasonTopics: 'You receive this because you follow:',
};

const es: ReleaseLabels = {
  types: {
    press_release: 'Comunicado de prensa',
    statement: 'Declaración',
    report: 'Informe',
    advisory: 'Convocatoria de prensa',
  },
  notices: {
    correction: { subject: 'CORRECCIÓN', band: 'Corrección. Sustituye al comunicado anterior.' },
    update: { subject: 'ACTUALIZACIÓN', band: 'Actualización del comunicado anterior.' },
    hold: { subject: 'EN ESPERA', band: 'En espera. No publicar hasta nuevo aviso.' },
    kill: { subject: 'ANULADO', band: 'Anulado. Este comunicado se retira. No lo utilice, por favor.' },
  },
  embargoedUntil: 'EMBARGADO HASTA',
  immediateRelease: 'PARA PUBLICACIÓN INMEDIATA',
  who: 'Quién',
  what: 'Qué',
  when: 'Cuándo',
  where: 'Dónde',
  pressContact: 'Contacto de prensa',
  about: 'Sobre',
  credit: 'Foto:',
  image: 'Imagen',
  links: 'Enlaces',
  view: 'Leer en la web',
  preferences: 'Sus preferencias',
  unsubscribe: 'Darse de baja',
  reason: 'Recibe este mensaje porque se suscribió a nuestra lista de prensa.',
  reasonTopics: 'Recibe este mensaje porque sigue:',
};

const fr: ReleaseLabels = {
  types: {
    press_release: 'Communiqué de presse',
    statement: 'Déclaration',
    report: 'Rapport',
    advisory: 'Invitation à la presse',
  },
  notices: {
    correction: { subject: 'RECTIFICATIF', band: 'Rectificatif. Il remplace le communiqué précédent.' },
    update: { subject: 'MISE À JOUR', band: 'Mise à jour du communiqué précédent.' },
    hold: { subject: 'EN ATTENTE', band: 'En attente. Ne pas publier avant un nouveau message.' },
    kill: {
      subject: 'ANNULATION',
      band: 'Annulation. Ce communiqué est retiré. Merci de ne pas l’utiliser.',
    },
  },
  embargoedUntil: 'SOUS EMBARGO JUSQU’AU',
  immediateRelease: 'POUR DIFFUSION IMMÉDIATE',
  who: 'Qui',
  what: 'Quoi',
  when: 'Quand',
  where: 'Où',
  pressContact: 'Contact presse',
  about: 'À propos de',
  credit: 'Photo :',
  image: 'Image',
  links: 'Liens',
  view: 'Lire sur le web',
  preferences: 'Vos préférences',
  unsubscribe: 'Se désabonner',
  reason: 'Vous recevez ce message car vous êtes abonné à notre liste de presse.',
  reasonTopics: 'Vous recevez ce message car vous suivez :',
};

const de: ReleaseLabels = {
  types: {
    press_release: 'Pressemitteilung',
    statement: 'Stellungnahme',
    report: 'Bericht',
    advisory: 'Presseeinladung',
  },
  notices: {
    correction: { subject: 'KORREKTUR', band: 'Korrektur. Sie ersetzt die frühere Mitteilung.' },
    update: { subject: 'AKTUALISIERUNG', band: 'Aktualisierung der früheren Mitteilung.' },
    hold: {
      subject: 'ZURÜCKGESTELLT',
      band: 'Zurückgestellt. Bitte nicht veröffentlichen, bis Sie von uns hören.',
    },
    kill: { subject: 'ZURÜCKGEZOGEN', band: 'Zurückgezogen. Bitte verwenden Sie diese Mitteilung nicht.' },
  },
  embargoedUntil: 'SPERRFRIST BIS',
  immediateRelease: 'ZUR SOFORTIGEN VERÖFFENTLICHUNG',
  who: 'Wer',
  what: 'Was',
  when: 'Wann',
  where: 'Wo',
  pressContact: 'Pressekontakt',
  about: 'Über',
  credit: 'Foto:',
  image: 'Bild',
  links: 'Links',
  view: 'Im Web lesen',
  preferences: 'Ihre Einstellungen',
  unsubscribe: 'Abmelden',
  reason: 'Sie erhalten diese Nachricht, weil Sie unsere Presseliste abonniert haben.',
  reasonTopics: 'Sie erhalten diese Nachricht, weil Sie folgenden Themen folgen:',
};

const sv: ReleaseLabels = {
  types: {
    press_release: 'Pressmeddelande',
    statement: 'Uttalande',
    report: 'Rapport',
    advisory: 'Pressinbjudan',
  },
  notices: {
    correction: { subject: 'RÄTTELSE', band: 'Rättelse. Ersätter det tidigare meddelandet.' },
    update: { subject: 'UPPDATERING', band: 'Uppdatering av det tidigare meddelandet.' },
    hold: { subject: 'AVVAKTA', band: 'Avvakta. Publicera inte förrän ni hör från oss.' },
    kill: { subject: 'ÅTERKALLAT', band: 'Återkallat. Använd inte detta meddelande.' },
  },
  embargoedUntil: 'EMBARGO TILL',
  immediateRelease: 'FÖR OMEDELBAR PUBLICERING',
  who: 'Vem',
  what: 'Vad',
  when: 'När',
  where: 'Var',
  pressContact: 'Presskontakt',
  about: 'Om',
  credit: 'Foto:',
  image: 'Bild',
  links: 'Länkar',
  view: 'Läs på webben',
  preferences: 'Dina inställningar',
  unsubscribe: 'Avsluta prenumerationen',
  reason: 'Du får detta eftersom du prenumererar på våra pressutskick.',
  reasonTopics: 'Du får detta eftersom du följer:',
};

const ar: ReleaseLabels = {
  types: { press_release: 'بيان صحفي', statement: 'تصريح', report: 'تقرير', advisory: 'دعوة صحفية' },
  notices: {
    correction: { subject: 'تصحيح', band: 'تصحيح: يحل محل البيان السابق.' },
    update: { subject: 'تحديث', band: 'تحديث للبيان السابق.' },
    hold: { subject: 'تعليق النشر', band: 'تعليق: يرجى عدم النشر حتى إشعار آخر.' },
    kill: { subject: 'سحب البيان', band: 'سُحب هذا البيان. يرجى عدم استخدامه.' },
  },
  embargoedUntil: 'محظور النشر حتى',
  immediateRelease: 'للنشر الفوري',
  who: 'مَن',
  what: 'ماذا',
  when: 'متى',
  where: 'أين',
  pressContact: 'للتواصل الصحفي',
  about: 'عن',
  credit: 'الصورة:',
  image: 'صورة',
  links: 'روابط',
  view: 'اقرأ على الموقع',
  preferences: 'تفضيلاتك',
  unsubscribe: 'إلغاء الاشتراك',
  reason: 'تصلك هذه الرسالة لأنك مشترك في قائمتنا الصحفية.',
  reasonTopics: 'تصلك هذه الرسالة لأنك تتابع:',
};

const BY_LANGUAGE: Record<string, ReleaseLabels> = { en, es, fr, de, sv, ar };

/** The labels of a language, by its primary subtag; English where there are none. */
export function releaseLabels(language: string): ReleaseLabels {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return Object.hasOwn(BY_LANGUAGE, primary) ? (BY_LANGUAGE[primary] ?? en) : en;
}

const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
