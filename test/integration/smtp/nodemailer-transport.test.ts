import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import {
  type DatelineTransport,
  datelineTransport,
} from '../../../src/delivery/smtp/nodemailer-transport.js';
import { parseSmtpServers } from '../../../src/delivery/smtp/smtp-server-url.js';
import { SmtpReceiver, type ReceiverOptions, misbehaviour } from '../../support/smtp-receiver.js';

let receiver: SmtpReceiver;
let transport: DatelineTransport;

afterEach(async () => {
  await transport.close();
  await receiver.stop();
});

const start = async (options: ReceiverOptions = {}) => {
  receiver = await SmtpReceiver.start(options);
  transport = datelineTransport({ servers: parseSmtpServers(receiver.url), random: () => 0.5 });
  return createTransport(transport);
};
const mail = { from: 'Press <press@newsroom.test>', to: 'a@x.test', subject: 'Grüße', text: 'Hi\n.\n' };

describe('the transport for nodemailer', () => {
  it('sends what nodemailer composes, over one connection', async () => {
    const mailer = await start();
    const info = await mailer.sendMail({ ...mail, messageId: '<1@newsroom.test>' });
    await mailer.sendMail(mail);
    expect(info).toMatchObject({
      messageId: '<1@newsroom.test>',
      accepted: ['a@x.test'],
      response: '250 2.0.0 kept',
    });
    expect(receiver.messages[0]).toMatchObject({ from: 'press@newsroom.test', to: ['a@x.test'] });
    expect(receiver.messages[0]!.text).toContain('\r\nHi\r\n.\r\n');
    expect(receiver.connectionsOpened).toBe(1);
  });

  it('sends a message that is made already, to the envelope given', async () => {
    const mailer = await start();
    const raw = 'From: a@b.test\r\nSubject: ready\r\n\r\nDone.\r\n';
    await mailer.sendMail({ raw, envelope: { from: 'bounce+1@newsroom.test', to: 'b@x.test' } });
    expect(receiver.messages[0]).toMatchObject({ from: 'bounce+1@newsroom.test', to: ['b@x.test'] });
    expect(receiver.messages[0]!.text).toBe(raw);
  });

  it('fails with the code and words of the server', async () => {
    const mailer = await start({ rules: [misbehaviour.unknownMailbox()] });
    await expect(mailer.sendMail(mail)).rejects.toMatchObject({
      responseCode: 550,
      command: 'RCPT TO',
      outcome: { kind: 'refused', enhanced: '5.1.1' },
    });
  });

  it('says when a mail may have been accepted although no reply came', async () => {
    const mailer = await start({ rules: [misbehaviour.replyLost()] });
    await expect(mailer.sendMail(mail)).rejects.toMatchObject({
      code: 'IN_DOUBT',
      outcome: { kind: 'in_doubt' },
    });
  });

  it('fails at once when no server can be reached', async () => {
    const mailer = await start();
    await receiver.stop();
    await expect(mailer.sendMail(mail)).rejects.toMatchObject({ code: 'UNSENT' });
    await expect(mailer.verify()).rejects.toThrow('ECONNREFUSED');
  });

  it('verifies the server', async () => {
    const mailer = await start();
    await expect(mailer.verify()).resolves.toBe(true);
  });

  it('leaves mails to several recipients to nodemailer', async () => {
    const mailer = await start();
    await mailer.sendMail({ ...mail, to: ['a@x.test', 'b@x.test'] });
    expect(receiver.messages[0]!.to).toEqual(['a@x.test', 'b@x.test']);
  });
});
