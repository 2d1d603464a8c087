import { type Socket } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import {
  ReceivedMessage,
  type ReceiverRule,
  type ReceiverStage,
  type ReceivingServer,
} from './smtp-receiver-rules.js';

const END = Buffer.from('\r\n.\r\n');

/** One connection to the SmtpReceiver: reads commands and bodies, asks the rules, answers. */
export class ReceiverSession {
  private socket: Socket;
  private buffer: Buffer = Buffer.alloc(0);
  private inBody = false;
  private bodyBegun = false;
  private hung = false;
  private ended = false;
  private secure = false;
  private signedIn = false;
  private from = '';
  private hasSender = false;
  private to: string[] = [];
  private parameters = new Map<string, string>();
  private authStep: ((line: string) => void) | undefined;
  private user = '';
  private slowTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly receiver: ReceivingServer,
    socket: Socket,
    private readonly id: number,
  ) {
    this.socket = socket;
  }

  begin(): void {
    if (this.receiver.options.implicitTls) return this.secureWith(() => this.greet());
    this.listenTo(this.socket);
    this.greet();
  }

  /**
   * Cuts the connection with an RST, so that the sender sees a reset rather than an orderly end. Not one that is ending:
   * Node 20 then never closes its handle, and the process spins for ever when it should exit.
   */
  reset(): void {
    this.ended = true;
    clearTimeout(this.slowTimer);
    if (this.socket instanceof TLSSocket || this.socket.writableEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
    this.gone();
  }

  private close(): void {
    this.ended = true;
    clearTimeout(this.slowTimer);
    this.socket.end();
    this.gone();
  }

  private gone(): void {
    this.receiver.sessions.delete(this);
    this.receiver.happened();
  }

  private listenTo(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', () => this.gone());
    socket.on('close', () => this.gone());
  }

  private secureWith(then: () => void): void {
    const { tls } = this.receiver.options;
    if (!tls) throw new Error('this receiver has no certificate');
    this.socket.removeAllListeners('data');
    const secured = new TLSSocket(this.socket, { isServer: true, secureContext: createSecureContext(tls) });
    this.socket = secured;
    this.listenTo(secured);
    secured.once('secure', () => {
      this.secure = true;
      this.receiver.connectionsSecured += 1;
      this.receiver.happened();
      then();
    });
  }

  private greet(): void {
    this.answer('greeting', '220 receiver.test ESMTP');
  }

  private take(chunk: Buffer): void {
    if (this.ended || this.hung) return;
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    const rate = this.receiver.options.bytesPerSecond;
    if (rate && this.inBody) this.readSlowly(rate);
    this.work();
  }

  private readSlowly(rate: number): void {
    if (this.slowTimer) return;
    this.socket.pause();
    this.slowTimer = setTimeout(
      () => {
        this.slowTimer = undefined;
        this.socket.resume();
      },
      Math.min((this.buffer.length / rate) * 1000, 60_000),
    );
  }

  private work(): void {
    while (!this.ended && !this.hung) {
      if (!(this.inBody ? this.readBody() : this.readCommand())) return;
    }
  }

  private readBody(): boolean {
    if (!this.bodyBegun && this.buffer.length > 0) {
      this.bodyBegun = true;
      const rule = this.receiver.takeRule('body', this.from, this.to);
      if (rule) return this.misbehave(rule);
    }
    const empty = this.buffer.subarray(0, 3).toString('latin1') === '.\r\n';
    const end = empty ? 0 : this.buffer.indexOf(END);
    if (end < 0) return false;
    const body = empty ? Buffer.alloc(0) : this.buffer.subarray(0, end + 2);
    this.buffer = this.buffer.subarray(empty ? 3 : end + END.length);
    this.inBody = false;
    this.finishMessage(Buffer.from(body));
    return true;
  }

  private finishMessage(stuffed: Buffer): void {
    const text = stuffed.toString('latin1');
    if (/(?<!\r)\n|\r(?!\n)/.test(text))
      this.receiver.violations.push(`bare CR or LF in a body to ${this.to.join()}`);
    const raw = Buffer.from(text.replace(/(^|\r\n)\./g, '$1'), 'latin1');
    const rule = this.receiver.takeRule('dot', this.from, this.to);
    const accepted = this.to.length > 0 && (!rule || rule.keep === true);
    if (accepted) this.keep(raw);
    const usual = this.to.length > 0 ? '250 2.0.0 kept' : '554 5.5.1 no valid recipients';
    this.clearEnvelope();
    if (rule) this.misbehave(rule, usual);
    else this.say(usual);
    this.receiver.happened();
  }

  private keep(raw: Buffer): void {
    const { from, to, id, secure, parameters } = this;
    this.receiver.messages.push(new ReceivedMessage(from, [...to], raw, new Date(), id, secure, parameters));
  }

  private readCommand(): boolean {
    const end = this.buffer.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.buffer.subarray(0, end).toString('utf8');
    this.buffer = this.buffer.subarray(end + 2);
    if (this.authStep) return this.continueAuth(line);
    this.receiver.commands.push(`${this.id} ${line}`);
    this.command(line);
    this.receiver.happened();
    return true;
  }

  private command(line: string): void {
    const verb = line.split(' ', 1)[0]!.toUpperCase();
    if (verb === 'MAIL' || verb === 'DATA') this.receiver.begun.push({ verb, at: new Date() });
    switch (verb) {
      case 'EHLO': return this.ehlo();
      case 'HELO': return this.answer('helo', '250 receiver.test');
      case 'STARTTLS': return this.startTls();
      case 'AUTH': return this.auth(line);
      case 'MAIL': return this.mail(line);
      case 'RCPT': return this.rcpt(line);
      case 'DATA': return this.data();
      case 'NOOP': return this.answer('noop', '250 2.0.0 ok');
      case 'RSET': this.clearEnvelope(); return this.answer('rset', '250 2.0.0 ok');
      case 'QUIT': this.answer('quit', '221 2.0.0 bye'); return this.close();
      default: return this.say('500 5.5.1 what?');
    } // prettier-ignore
  }

  private ehlo(): void {
    const o = this.receiver.options;
    if (o.ehlo === false) return this.answer('ehlo', '500 5.5.1 only HELO here');
    const keywords = [
      ...(o.pipelining === false ? [] : ['PIPELINING']),
      ...(o.eightBitMime === false ? [] : ['8BITMIME']),
      ...(o.smtpUtf8 === false ? [] : ['SMTPUTF8']),
      ...(o.size ? [`SIZE ${o.size}`] : []),
      ...(o.tls && !this.secure ? ['STARTTLS'] : []),
      ...(o.auth ? [`AUTH ${(o.auth.methods ?? ['PLAIN', 'LOGIN']).join(' ')}`] : []),
      'ENHANCEDSTATUSCODES',
    ];
    const lines = ['receiver.test', ...keywords];
    const reply = lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n');
    this.answer('ehlo', reply);
  }

  private startTls(): void {
    const rule = this.receiver.takeRule('starttls', '', []);
    if (rule) return void this.misbehave(rule, '220 2.0.0 go ahead');
    if (!this.receiver.options.tls) return this.say('502 5.5.1 no TLS here');
    if (this.buffer.length > 0) this.receiver.violations.push('data behind STARTTLS');
    this.say('220 2.0.0 go ahead');
    this.secureWith(() => undefined);
  }

  private auth(line: string): void {
    const [, method = '', initial] = line.split(' ');
    const rule = this.receiver.takeRule('auth', '', []);
    if (rule) return void this.misbehave(rule);
    if (method.toUpperCase() === 'PLAIN' && initial) return this.checkPlain(initial);
    if (method.toUpperCase() === 'LOGIN') return this.askLogin();
    this.say('504 5.5.4 unknown method');
  }

  private askLogin(): void {
    this.authStep = (name) => {
      this.user = Buffer.from(name, 'base64').toString();
      this.authStep = (pass) => this.checkSignIn(this.user, Buffer.from(pass, 'base64').toString());
      this.say('334 UGFzc3dvcmQ6');
    };
    this.say('334 VXNlcm5hbWU6');
  }

  private continueAuth(line: string): boolean {
    const step = this.authStep!;
    this.authStep = undefined;
    step(line);
    return true;
  }

  private checkPlain(initial: string): void {
    const [, user = '', pass = ''] = Buffer.from(initial, 'base64').toString().split('\0');
    this.checkSignIn(user, pass);
  }

  private checkSignIn(user: string, pass: string): void {
    const wanted = this.receiver.options.auth;
    this.signedIn = wanted !== undefined && user === wanted.user && pass === wanted.pass;
    this.say(this.signedIn ? '235 2.7.0 welcome' : '535 5.7.8 wrong name or password');
  }

  private mail(line: string): void {
    if (this.receiver.options.auth && !this.signedIn) return this.say('530 5.7.0 sign in first');
    const match = /^MAIL FROM:<([^<>]*)>(.*)$/i.exec(line);
    if (!match) return this.say('501 5.5.4 MAIL FROM:<address>');
    if (this.hasSender) return this.say('503 5.5.1 nested MAIL');
    this.clearEnvelope();
    this.from = match[1]!;
    this.parameters = new Map(
      match[2]!.trim().split(' ').filter(Boolean).map((word) => word.split('=') as [string, string?])
        .map(([key, value]) => [key.toUpperCase(), value ?? '']),
    ); // prettier-ignore
    this.answer('mail', '250 2.1.0 ok', () => (this.hasSender = true));
  }

  private rcpt(line: string): void {
    const match = /^RCPT TO:<([^<>]+)>/i.exec(line);
    if (!match) return this.say('501 5.5.4 RCPT TO:<address>');
    if (!this.hasSender) return this.say('503 5.5.1 MAIL first');
    const rule = this.receiver.takeRule('rcpt', this.from, [match[1]!]);
    if (rule) return void this.misbehave(rule);
    this.to.push(match[1]!);
    this.say('250 2.1.5 ok');
  }

  private data(): void {
    const willing =
      this.to.length > 0 || (this.receiver.options.dataWithoutRecipients === true && this.hasSender);
    if (!willing) return this.say('503 5.5.1 no valid recipients');
    if (this.receiver.options.strictPipelining && this.buffer.length > 0) {
      this.receiver.violations.push('body sent before 354');
    }
    this.answer('data', '354 go ahead', () => {
      this.inBody = true;
      this.bodyBegun = false;
    });
  }

  /** Gives the usual reply unless a rule says otherwise; `usual` runs only in the first case. */
  private answer(at: ReceiverStage, reply: string, usual?: () => void): void {
    const rule = this.receiver.takeRule(at, this.from, this.to);
    if (rule) return void this.misbehave(rule, reply);
    usual?.();
    this.say(reply);
  }

  private misbehave(rule: ReceiverRule, usual?: string): boolean {
    if (rule.reply !== undefined) this.say(rule.reply);
    else if (!rule.then && usual) this.say(usual);
    if (rule.then === 'close') this.close();
    if (rule.then === 'reset') this.reset();
    if (rule.then === 'hang') this.hang();
    return rule.then === undefined;
  }

  private hang(): void {
    this.hung = true;
    this.socket.pause();
    this.receiver.happened();
  }

  private say(reply: string): void {
    const bytes = `${reply.replace(/\r?\n/g, '\r\n')}\r\n`;
    const delay = this.receiver.options.replyDelayMs;
    if (!delay) return void this.socket.write(bytes);
    setTimeout(() => this.socket.writable && this.socket.write(bytes), delay);
  }

  private clearEnvelope(): void {
    this.from = '';
    this.hasSender = false;
    this.to = [];
    this.parameters = new Map();
  }
}
