import type { FastifyReply, FastifyRequest } from 'fastify';
import { timeText } from '../web/components/time.js';
import type { FormErrors } from '../web/forms.js';
import { PART_NAMES } from './compose-parts.js';
import type { ComposeSave } from './compose-save.service.js';

type Body = Record<string, string | string[]>;

export function isAutosave(request: FastifyRequest): boolean {
  return request.headers['x-autosave'] === '1';
}

/** The single value of a field, '' when it was not sent. */
export function valueIn(body: Body, name: string): string {
  const [value]: unknown[] = [body[name]].flat();
  return typeof value === 'string' ? value : '';
}

/**
 * What the browser's autosave is told. `fields` are written into the form. A conflict stops it, so that nothing is
 * overwritten unseen: the person then saves by hand and is shown both texts.
 */
export function savedAnswer(
  reply: FastifyReply,
  { version, seen, conflicts, elsewhere, others }: ComposeSave,
  zone: string,
  written: Record<string, string>,
): string {
  reply.type('application/json; charset=utf-8');
  const names = (parts: typeof conflicts) => parts.map((part) => PART_NAMES[part]).join(', ');
  if (conflicts.length > 0) {
    reply.status(409);
    const by = [...new Set(conflicts.map((part) => others[part]?.name ?? 'Somebody else'))].join(' and ');
    const message = `${by} changed the ${names(conflicts)} too. Press Save to compare.`;
    return JSON.stringify({ message, fields: { seen } });
  }
  const news = elsewhere.length > 0 ? `. Others changed: ${names(elsewhere)}; load the page to see it` : '';
  const message = `Saved ${clock(version.updatedAt, zone)}${news}`;
  return JSON.stringify({ message, fields: { seen, ...written } });
}

export function failedAnswer(reply: FastifyReply, status: number, errors: FormErrors): string {
  reply.status(status).type('application/json; charset=utf-8');
  const message = `Not saved, kept in this browser: ${Object.values(errors).join(' ')}`;
  return JSON.stringify({ message });
}

/** "12:04" */
export function clock(at: Date, zone: string): string {
  return timeText(at, zone, 'clock', 'en-GB').slice(0, 5);
}
