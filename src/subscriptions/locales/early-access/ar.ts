import type { EarlyAccessWords } from './en.js';

export const earlyAccessAr: EarlyAccessWords = {
  'early.title': 'طلب الاطلاع المبكر',
  'early.text':
    'أخبرنا أين تعمل وكيف يمكننا التحقق من ذلك، مثلًا برابط إلى صفحتك ككاتب. تتعهد بألا تنشر شيئًا أو تنقله قبل رفع الحظر.',
  'early.proof': 'ما يثبت أنك تعمل هناك',
  'early.proofHint': 'رابط إلى صفحتك ككاتب، أو زميل يمكننا الاتصال به.',
  'early.terms': 'لن أنشر المواد ولن أنقلها قبل رفع الحظر عنها.',
  'early.termsNeeded': 'يتطلب الاطلاع المبكر موافقتك على ذلك.',
  'early.button': 'إرسال الطلب',
  'early.sent': 'طلبك لدى المكتب الصحفي. نجيب بالبريد الإلكتروني.',
  'early.waitingAnswer': 'طلبته في {{date}}. يجيب المكتب الصحفي بالبريد الإلكتروني.',
  'early.page': 'الاطلاع المبكر',
  'early.termsTitle': 'الاطلاع المبكر تحت الحظر',
  'early.term1': 'تعطيك {{organisation}} هذا البيان قبل رفع الحظر عنه. {{lift}}',
  'early.term2':
    'حتى ذلك الحين لا تنشره ولا تبثه ولا تشاركه كله أو بعضه، ولا تنقله إلى أحد خارج غرفة الأخبار لديك لم يوافق على هذه الشروط.',
  'early.term3': 'لا تطلب تعليقًا من الآخرين إلا إذا وافقوا على الحظر نفسه.',
  'early.term4': 'إذا خُرق الحظر في مكان آخر فانتظر حتى نبلغك برفعه.',
  'early.term5': 'نحفظ متى وافقت ومتى فتحت البيان وملفاته.',
  'early.accept': 'أوافق على هذه الشروط',
  'early.decline': 'لا أوافق',
  'early.declineHint': 'إن لم توافق يصلك البيان عند رفع الحظر مع الجميع.',
  'early.declinedTitle': 'لم توافق على الاطلاع المبكر',
  'early.declinedText': 'سيصلك البيان عند رفع الحظر مع الجميع.',
  'early.acceptAfterAll': 'الموافقة على الشروط رغم ذلك',
  'early.notOpenTitle': 'لم يُفتح بعد',
  'early.notOpenText': 'الاطلاع المبكر مقرر في {{time}}. يفتحه هذا الرابط حينها.',
  'early.codeTitle': 'رمز بالبريد الإلكتروني',
  'early.codeText': 'نرسل ستة أرقام إلى العنوان الذي وصله الرابط.',
  'early.codeSent': 'أرسلنا ستة أرقام إلى عنوانك. تصلح مدة 15 دقيقة.',
  'early.code': 'الرمز',
  'early.codeSend': 'إرسال الرمز',
  'early.codeAgain': 'إرسال رمز آخر',
  'early.codeOpen': 'فتح البيان',
  'early.codeWrong': 'هذا ليس الرمز، أو انتهت مدته. اطلب رمزًا جديدًا.',
  'early.codeTooMany': 'أُرسل رمز قبل قليل. انتظر بضع دقائق قبل طلب رمز آخر.',
  'mail.offer.subject': 'عرض اطلاع مبكر: محظور النشر حتى {{lift}}',
  'mail.offer.text1': 'ستنشر {{organisation}} بيانًا محظور النشر حتى {{lift}}.',
  'mail.offer.text2':
    'يمكنك قراءته قبل ذلك إذا وافقت على الشروط. عدم الموافقة نقرة واحدة، ويصلك حينها عند رفع الحظر مع الجميع.',
  'mail.offer.button': 'قراءة الشروط',
  'mail.trust.subject': 'اطلاعك المبكر لدى {{organisation}}',
  'mail.trust.grant':
    'لك الآن اطلاع مبكر على بيانات {{organisation}} تحت الحظر. نسألك قبل كل بيان هل توافق على شروطه.',
  'mail.trust.refusal':
    'قرر المكتب الصحفي لدى {{organisation}} ألا يمنحك الاطلاع المبكر. يصلك كل بيان عند نشره كما في السابق.',
  'mail.trust.warning':
    'هذا تنبيه: على حد علمنا لم تلتزم بشروط حظر لدى {{organisation}}. يبقى اطلاعك المبكر قائمًا.',
  'mail.trust.probation':
    'اطلاعك المبكر لدى {{organisation}} تحت الاختبار. يبقى قائمًا، وينتهي إن لم تُحترم الشروط مرة أخرى.',
  'mail.trust.suspension': 'اطلاعك المبكر لدى {{organisation}} موقوف. يصلك كل بيان عند رفع الحظر مع الجميع.',
  'mail.trust.reinstated': 'أُعيد اطلاعك المبكر لدى {{organisation}}.',
  'mail.trust.dropped': 'انتهى اطلاعك المبكر لدى {{organisation}}. يصلك كل بيان عند نشره.',
  'mail.trust.until': 'يسري هذا حتى {{date}}.',
  'mail.trust.message': 'يكتب المكتب الصحفي:',
  'mail.trust.answer': 'إن رأيت أن ذلك خطأ فاكتب إلى {{press}}.',
};
