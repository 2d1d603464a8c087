import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

/** Enough for a long release with its document; files go through multipart. */
export const BODY_LIMIT = 2 * 1024 * 1024;
/** RFC 8058's one-click POST and webhooks are small too. */
const MOST_FIELDS = 2000;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * JSON, forms, and the text/plain that some providers send their JSON as. Anything else is 415.
 * With `rawBody` on, the bytes as they came stay on the request for signatures.
 */
export function useBodyParsers(app: NestFastifyApplication): void {
  const readJson = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  const options = { bodyLimit: BODY_LIMIT };
  app.useBodyParser('application/json', options, (request: FastifyRequest, body: Buffer, done: Done) => {
    const text = body.toString('utf8');
    void readJson(request, text, (error, parsed) =>
      error ? done(error) : done(nulFault(text, parsed), parsed),
    );
  });
  app.useBodyParser(
    'application/x-www-form-urlencoded',
    options,
    (_: FastifyRequest, body: Buffer, done: Done) => {
      readForm(body.toString('utf8'), done);
    },
  );
  app.useBodyParser('text/plain', options, (_: FastifyRequest, body: Buffer, done: Done) => {
    done(null, body.toString('utf8'));
  });
}

/** A name sent once is a text, sent more often a list. */
function readForm(text: string, done: Done): void {
  const body: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    const before = body[name];
    body[name] = before === undefined ? value : [before, value].flat();
  }
  if (count > MOST_FIELDS) return done(new DomainError('too_large', 'This form has too many fields.'));
  done(nulFault(text, body), body);
}

/** PostgreSQL stores every character but U+0000. Looked for only where the text could contain one. */
function nulFault(text: string, parsed: unknown): Error | null {
  const mayHaveNul = text.includes('\0') || text.includes('\\u0000') || text.includes('%00');
  if (!mayHaveNul || !hasNul(parsed)) return null;
  return new DomainError('invalid', 'The text contains a character that cannot be stored (U+0000).');
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || hasNul(inner));
}
