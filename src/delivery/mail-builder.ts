import { createSigner, type DkimKey } from '../rendering/dkim.js';
import type { MessageCopy } from '../rendering/message-copy.js';
import { copyFor, type MessageTemplate, type RecipientValues } from '../rendering/mime-template.js';
import type { Recipient } from './chunk-claims.js';
import type { MailBuilder } from './chunk-run.js';

export interface MailParts {
  template: MessageTemplate;
  dkim: readonly DkimKey[];
  envelopeFrom: (recipient: Recipient) => string;
  valuesOf: (recipient: Recipient) => RecipientValues;
}

/** Fills one template for each recipient, and signs it where there are keys. */
export function mailBuilder({ template, dkim, envelopeFrom, valuesOf }: MailParts): MailBuilder {
  if (dkim.length === 0) {
    return {
      form: 'wire',
      envelopeFrom,
      message: (recipient) => copyFor(template, valuesOf(recipient)),
    };
  }
  const signer = createSigner(template, dkim);
  const message = (recipient: Recipient): MessageCopy | Promise<MessageCopy> => {
    const values = valuesOf(recipient);
    const ready = recipient.signed && signer.assembleAhead(values, recipient.signed);
    return ready ?? signer.signInPool(values);
  };
  const ahead = {
    sign: (recipient: Recipient) => signer.signAhead(valuesOf(recipient)),
    octets: signer.aheadOctets,
  };
  return { form: 'wire', envelopeFrom, message, ahead };
}

/**
 * One builder for some recipients and another for the rest, both with the same keys. A signature made before for the
 * other one is noticed and made anew (`assembleAhead`).
 */
export function eitherBuilder(
  plain: MailBuilder,
  other: MailBuilder,
  isForOther: (recipient: Recipient) => boolean,
): MailBuilder {
  const builderOf = (recipient: Recipient) => (isForOther(recipient) ? other : plain);
  const { ahead } = plain;
  return {
    form: plain.form,
    envelopeFrom: (recipient) => builderOf(recipient).envelopeFrom(recipient),
    message: (recipient) => builderOf(recipient).message(recipient),
    ...(ahead && {
      ahead: {
        sign: (recipient) => (builderOf(recipient).ahead ?? ahead).sign(recipient),
        octets: ahead.octets,
      },
    }),
  };
}
