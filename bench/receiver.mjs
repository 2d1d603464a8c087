/** The receiving server: Debian's smtp-sink where it is installed, else bench/sink.mjs; with a delay in front if asked for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const SMTP_SINK = '/usr/sbin/smtp-sink';
export const SMTP_SOURCE = '/usr/sbin/smtp-source';

export function defaultSink() {
  return existsSync(SMTP_SINK) ? 'smtp-sink' : 'own';
}

/** @returns {Promise<{name: string, port: number, pids: number[], stop: () => Promise<void>}>} */
export async function startReceiver({ sink, delayMs }) {
  const receiver = sink === 'smtp-sink' ? await smtpSink() : await ownSink(['--delay-ms', String(delayMs)]);
  if (sink !== 'smtp-sink' || delayMs === 0) return receiver;
  const proxy = await ownSink(['--proxy-to', `127.0.0.1:${receiver.port}`, '--delay-ms', String(delayMs)]);
  return {
    name: `smtp-sink behind ${delayMs} ms`,
    port: proxy.port,
    pids: [...receiver.pids, ...proxy.pids],
    stop: async () => {
      await proxy.stop();
      await receiver.stop();
    },
  };
}

async function smtpSink() {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(SMTP_SINK, [...user, '-m', '1000', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  await untilItListens(port);
  return { name: 'smtp-sink', port, pids: [child.pid], stop: () => end(child) };
}

async function ownSink(args) {
  const script = new URL('./sink.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return {
    name: 'bench/sink.mjs',
    port: JSON.parse(line).listening,
    pids: [child.pid],
    stop: () => end(child),
  };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItListens(port) {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Nothing listens on port ${port}`);
}
