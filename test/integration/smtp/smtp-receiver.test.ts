import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { SmtpReceiver, type ReceiverOptions, misbehaviour } from '../../support/smtp-receiver.js';

/** The receiver against a sender that is not ours, so that both are not wrong together. */
describe('the receiver used by the tests', () => {
  let receiver: SmtpReceiver;
  afterEach(() => receiver.stop());

  const start = async (options: ReceiverOptions = {}): Promise<SmtpReceiver> =>
    (receiver = await SmtpReceiver.start(options));
  const send = (to: string, text = 'hello\n.dotted\n') => {
    const transport = createTransport({ host: '127.0.0.1', port: receiver.port, ignoreTLS: true });
    return transport.sendMail({
      from: 'press@newsroom.test',
      to,
      subject: 'Hi',
      text,
      messageId: '<1@newsroom.test>',
    });
  };

  it('keeps the envelope, the bytes and the Message-ID of what it accepts', async () => {
    await start();
    await send('a@x.test');
    const [message] = await receiver.waitForMessages(1);
    expect(message).toMatchObject({
      from: 'press@newsroom.test',
      to: ['a@x.test'],
      messageId: '<1@newsroom.test>',
    });
    expect(message!.text).toContain('\r\n.dotted\r\n');
  });

  it('defers once and accepts afterwards when told to greylist', async () => {
    await start({ rules: [misbehaviour.greylist('a@x.test')] });
    await expect(send('a@x.test')).rejects.toMatchObject({ responseCode: 450 });
    await send('a@x.test');
    expect(receiver.messagesTo('a@x.test')).toHaveLength(1);
  });

  it('keeps a message whose reply it loses', async () => {
    await start({ rules: [misbehaviour.replyLost('a@x.test')] });
    await expect(send('a@x.test')).rejects.toThrow();
    expect(receiver.messages).toHaveLength(1);
  });

  it('forgets a message lost after the dot', async () => {
    await start({ rules: [misbehaviour.lostAfterDot('a@x.test')] });
    await expect(send('a@x.test')).rejects.toThrow();
    expect(receiver.messages).toHaveLength(0);
  });

  it('comes back on the same port', async () => {
    await start();
    const { port } = receiver;
    await receiver.stop();
    await expect(send('a@x.test')).rejects.toThrow();
    await receiver.reopen();
    await send('a@x.test');
    expect(receiver.port).toBe(port);
    expect(receiver.messages).toHaveLength(1);
  });
});
