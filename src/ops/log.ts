import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Injection token of the log: `@Inject(LOG) log: Log`. */
export const LOG = Symbol('LOG');

/** Never in the log, wherever it turns up. Paths are pino's, one level deep is enough for what we log. */
const SECRETS = ['password', 'token', 'secret', 'cookie', 'authorization'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * JSON lines on standard output. Write `log.info({ event: 'dispatch.armed', dispatch: 7 })`: a stable event name and
 * ids, no prose, no addresses of journalists, no text of a release that may be under embargo.
 */
export function createLog(level: string, to: DestinationStream = pino.destination(1)): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: errorInWords },
    redact: { paths: SECRETS, censor: '[secret]' },
  };
  return pino(options, to);
}

/** Without the query, its parameters and PostgreSQL's detail: they hold addresses and texts that may be under embargo. */
export function errorInWords(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return { type: name, message, stack, code, ...(cause === undefined ? {} : { cause: errorInWords(cause) }) };
}

/** What Nest itself has to say, in the same lines. Its start-up chatter is worth only `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }
  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, more);
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }

  private write(level: 'debug' | 'warn' | 'error' | 'fatal', message: unknown, more: unknown[]): void {
    const context = more.at(-1);
    const err = message instanceof Error ? { err: message } : { detail: message };
    this.target[level]({ event: 'nest', context, ...err });
  }
}
