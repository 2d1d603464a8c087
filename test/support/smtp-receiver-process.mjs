/**
 * The SmtpReceiver in a process of its own, for fault tests whose senders die or block. Started by
 * smtp-receiver-child.ts through `fork`; answers { id, method, args } with { id, result } or { id, error }.
 */
import { build } from 'esbuild';

const bundled = await build({
  entryPoints: [new URL('./smtp-receiver.ts', import.meta.url).pathname],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
});
const code = Buffer.from(bundled.outputFiles[0].contents).toString('base64');
const { SmtpReceiver } = await import(`data:text/javascript;base64,${code}`);

let receiver;

const summary = ({ from, to, at, messageId, raw, connection }) => ({
  from,
  to,
  at,
  messageId,
  size: raw.length,
  connection,
});

const methods = {
  start: async (options) => {
    receiver = await SmtpReceiver.start(options);
    return receiver.port;
  },
  rule: (rule) => void receiver.rule(rule),
  clearRules: () => receiver.clearRules(),
  messages: () => receiver.messages.map(summary),
  waitForMessages: async (count) => (await receiver.waitForMessages(count)).map(summary),
  dropConnections: () => receiver.dropConnections(),
  stop: () => receiver.stop(),
  reopen: () => receiver.reopen(),
};

process.on('message', async ({ id, method, args }) => {
  try {
    process.send({ id, result: await methods[method](...args) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
