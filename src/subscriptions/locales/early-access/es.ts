import type { EarlyAccessWords } from './en.js';

export const earlyAccessEs: EarlyAccessWords = {
  'early.title': 'Pedir acceso anticipado',
  'early.text':
    'Díganos dónde trabaja y cómo podemos comprobarlo, por ejemplo con un enlace a su página de autor. Se compromete a no publicar ni difundir nada antes de que termine el embargo.',
  'early.proof': 'Prueba de que trabaja allí',
  'early.proofHint': 'Un enlace a su página de autor, o un colega a quien podamos llamar.',
  'early.terms': 'No publicaré ni difundiré material antes de que termine su embargo.',
  'early.termsNeeded': 'El acceso anticipado requiere su conformidad.',
  'early.button': 'Enviar la solicitud',
  'early.sent': 'La oficina de prensa ha recibido su solicitud. Le responderemos por correo.',
  'early.waitingAnswer': 'Lo solicitó el {{date}}. La oficina de prensa le responderá por correo.',
  'early.page': 'Acceso anticipado',
  'early.termsTitle': 'Acceso anticipado bajo embargo',
  'early.term1': '{{organisation}} le facilita este comunicado antes de que termine su embargo. {{lift}}',
  'early.term2':
    'Hasta entonces no lo publica, emite ni difunde, ni en todo ni en parte, y no lo pasa a nadie fuera de su redacción que no haya aceptado estas condiciones.',
  'early.term3': 'Solo puede pedir comentarios a quienes acepten el mismo embargo.',
  'early.term4':
    'Si el embargo se rompe en otro lugar, debe esperar hasta que le comuniquemos que ha terminado.',
  'early.term5': 'Guardamos cuándo aceptó y cuándo abrió el comunicado y sus archivos.',
  'early.accept': 'Acepto estas condiciones',
  'early.decline': 'Rechazar',
  'early.declineHint': 'Si las rechaza, recibirá el comunicado cuando termine el embargo, como los demás.',
  'early.declinedTitle': 'Ha rechazado el acceso anticipado',
  'early.declinedText': 'Recibirá el comunicado cuando termine el embargo, como los demás.',
  'early.acceptAfterAll': 'Aceptar las condiciones de todos modos',
  'early.notOpenTitle': 'Aún no está abierto',
  'early.notOpenText': 'El acceso anticipado está previsto para el {{time}}. Este enlace lo abrirá entonces.',
  'early.codeTitle': 'Un código por correo',
  'early.codeText': 'Enviamos seis cifras a la dirección en la que recibió el enlace.',
  'early.codeSent': 'Hemos enviado seis cifras a su dirección. Son válidas durante 15 minutos.',
  'early.code': 'Código',
  'early.codeSend': 'Enviar el código',
  'early.codeAgain': 'Enviar otro código',
  'early.codeOpen': 'Abrir el comunicado',
  'early.codeWrong': 'El código no es correcto o ha caducado. Pida uno nuevo.',
  'early.codeTooMany': 'Acabamos de enviar un código. Espere unos minutos antes de pedir otro.',
  'mail.offer.subject': 'Se ofrece acceso anticipado: bajo embargo hasta {{lift}}',
  'mail.offer.text1': '{{organisation}} publicará un comunicado bajo embargo hasta {{lift}}.',
  'mail.offer.text2':
    'Puede leerlo antes si acepta las condiciones. Para rechazarlas basta un clic; entonces lo recibirá al terminar el embargo, como los demás.',
  'mail.offer.button': 'Leer las condiciones',
  'mail.lifted.subject': 'EMBARGO LEVANTADO AHORA: {{headline}}',
  'mail.lifted.text1':
    'El embargo sobre «{{headline}}» queda levantado desde este minuto, antes de lo anunciado, porque se rompió en otro lugar.',
  'mail.lifted.text2':
    'Ya puede publicarlo. Los demás suscriptores recibirán el comunicado en los próximos segundos.',
  'mail.forward.subject': 'EMBARGO ADELANTADO al {{lift}}: {{headline}}',
  'mail.forward.text1': 'El embargo sobre «{{headline}}» termina el {{lift}}, antes de lo anunciado.',
  'mail.forward.text2':
    'Hasta entonces sigue vigente. Los demás suscriptores recibirán el comunicado en ese momento.',
  'mail.trust.subject': 'Su acceso anticipado en {{organisation}}',
  'mail.trust.grant':
    'Ya tiene acceso anticipado a los comunicados de {{organisation}} bajo embargo. Antes de cada uno le preguntamos si acepta sus condiciones.',
  'mail.trust.refusal':
    'La oficina de prensa de {{organisation}} ha decidido no darle acceso anticipado. Recibirá cada comunicado cuando se publique, como hasta ahora.',
  'mail.trust.warning':
    'Esto es una advertencia: según nos consta, no respetó las condiciones de un embargo de {{organisation}}. Conserva su acceso anticipado.',
  'mail.trust.probation':
    'Su acceso anticipado en {{organisation}} está a prueba. Se mantiene, y termina si vuelven a incumplirse las condiciones.',
  'mail.trust.suspension':
    'Su acceso anticipado en {{organisation}} está suspendido. Recibirá cada comunicado cuando termine el embargo, como los demás.',
  'mail.trust.reinstated': 'Su acceso anticipado en {{organisation}} se ha restablecido.',
  'mail.trust.dropped':
    'Su acceso anticipado en {{organisation}} ha terminado. Recibirá cada comunicado cuando se publique.',
  'mail.trust.until': 'Esto es válido hasta el {{date}}.',
  'mail.trust.message': 'La oficina de prensa escribe:',
  'mail.trust.answer': 'Si cree que es un error, escriba a {{press}}.',
};
