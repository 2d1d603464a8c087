/**
 * A light SMTP sink for measurements: takes everything, keeps nothing, counts.
 *
 *   node bench/sink.mjs [--port 0] [--delay-ms 0] [--no-pipelining]
 *   node bench/sink.mjs --proxy-to 127.0.0.1:2525 --delay-ms 10 [--port 0]
 *
 * `--delay-ms` simulates a round trip: every chunk is held half of it each way (no bandwidth limit, no slow start).
 * With `--proxy-to` it is only that delay, in front of another receiver such as Postfix's smtp-sink.
 * Prints {"listening":PORT,"control":PORT} first. An HTTP GET on the control port answers the counts as JSON, a
 * DELETE sets them to zero; SIGTERM prints them and exits. Times are milliseconds of this machine's wall clock.
 * Counts: messages, bytes, connections, firstAt, lastAt, perSecond {second: messages}, cpuMicros.
 */
import { createServer as createControl } from 'node:http';
import { connect, createServer } from 'node:net';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'delay-ms': { type: 'string', default: '0' },
    'proxy-to': { type: 'string' },
    'no-pipelining': { type: 'boolean', default: false },
  },
});

const halfDelay = Number(options['delay-ms']) / 2;
const GREETING = '220 sink.test ESMTP\r\n';
const HELLO = `250-sink.test\r\n${options['no-pipelining'] ? '' : '250-PIPELINING\r\n'}250-8BITMIME\r\n250 SMTPUTF8\r\n`;
const END = Buffer.from('\r\n.\r\n');

let counts = freshCounts();

function freshCounts() {
  return { messages: 0, bytes: 0, connections: 0, firstAt: null, lastAt: null, perSecond: {} };
}

function report() {
  const { user, system } = process.cpuUsage();
  return JSON.stringify({ ...counts, cpuMicros: user + system });
}

function countMessage(bytes) {
  const now = performance.timeOrigin + performance.now();
  counts.messages += 1;
  counts.bytes += bytes;
  counts.firstAt ??= now;
  counts.lastAt = now;
  const second = Math.floor(now / 1000);
  counts.perSecond[second] = (counts.perSecond[second] ?? 0) + 1;
}

/**
 * Calls `deliver` with each thing given, `ms` later and in order. One timer for all that waits, so that thousands of
 * chunks a second do not cost a timer each; without a delay, at once.
 */
function delayLine(ms, deliver) {
  if (ms <= 0) return deliver;
  const waiting = [];
  let timer;
  const release = () => {
    timer = undefined;
    const now = performance.now();
    while (waiting.length > 0 && waiting[0].due <= now + 0.5) deliver(waiting.shift().what);
    if (waiting.length > 0) timer = setTimeout(release, Math.max(1, waiting[0].due - performance.now()));
  };
  return (what) => {
    waiting.push({ what, due: performance.now() + ms });
    timer ??= setTimeout(release, ms);
  };
}

/** A body is only searched for its end: nothing of it is kept but the last four octets. */
class SinkSession {
  constructor(say) {
    this.say = say;
    this.line = '';
    this.inBody = false;
    this.tail = '';
    this.bytes = 0;
    this.recipients = 0;
    this.done = false;
  }

  take(chunk) {
    let at = 0;
    let replies = '';
    while (at < chunk.length && !this.done) {
      if (this.inBody) {
        const end = this.endOfBody(chunk, at);
        if (end < 0) break;
        at = end;
        replies += '250 2.0.0 ok\r\n';
        continue;
      }
      const newline = chunk.indexOf(10, at);
      this.line += chunk.toString('latin1', at, newline < 0 ? chunk.length : newline + 1);
      if (newline < 0) break;
      at = newline + 1;
      replies += this.answer(this.line);
      this.line = '';
    }
    if (replies !== '') this.say(replies);
  }

  endOfBody(chunk, at) {
    const seam = this.tail + chunk.toString('latin1', at, at + 5);
    const early = seam.indexOf('\r\n.\r\n');
    const found = early >= 0 ? at + early + 5 - this.tail.length : chunk.indexOf(END, at) + END.length;
    if (early < 0 && found < END.length) {
      this.bytes += chunk.length - at;
      const rest = chunk.toString('latin1', Math.max(at, chunk.length - 4));
      this.tail = (this.tail + rest).slice(-4);
      return -1;
    }
    countMessage(this.bytes + found - at);
    this.inBody = false;
    return found;
  }

  answer(line) {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return HELLO;
      case 'MAIL':
        this.recipients = 0;
        return '250 2.1.0 ok\r\n';
      case 'RCPT':
        this.recipients += 1;
        return '250 2.1.5 ok\r\n';
      case 'DATA':
        if (this.recipients === 0) return '503 5.5.1 no recipient\r\n';
        this.inBody = true;
        this.tail = '\r\n';
        this.bytes = 0;
        return '354 go\r\n';
      case 'QUIT':
        this.done = true;
        return '221 2.0.0 bye\r\n';
      default:
        return '250 2.0.0 ok\r\n';
    }
  }
}

function sink(socket) {
  counts.connections += 1;
  const say = delayLine(halfDelay, (text) => {
    if (!socket.writable) return;
    socket.write(text, 'latin1');
    if (session.done) socket.end();
  });
  const session = new SinkSession(say);
  say(GREETING);
  const hear = delayLine(halfDelay, (chunk) => session.take(chunk));
  socket.on('data', hear);
  socket.on('error', () => socket.destroy());
}

function proxy(socket) {
  counts.connections += 1;
  const [host, port] = options['proxy-to'].split(':');
  const upstream = connect({ host, port: Number(port), noDelay: true });
  const pass = (from, to) => {
    const forward = delayLine(halfDelay, (chunk) =>
      chunk === null ? to.end() : to.writable && to.write(chunk),
    );
    from.on('data', forward);
    from.on('end', () => forward(null));
    from.on('error', () => to.destroy());
  };
  pass(socket, upstream);
  pass(upstream, socket);
}

const server = createServer(
  { noDelay: true, allowHalfOpen: Boolean(options['proxy-to']) },
  options['proxy-to'] ? proxy : sink,
);
const control = createControl((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(report());
  if (request.method === 'DELETE') counts = freshCounts();
});

server.listen(Number(options.port), '127.0.0.1', () => {
  control.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ listening: server.address().port, control: control.address().port }));
  });
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    process.stdout.write(`${report()}\n`, () => process.exit(0));
  });
}
