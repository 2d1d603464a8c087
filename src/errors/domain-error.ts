/** What went against a rule; decides the HTTP status in one place (`http-error.filter.ts`). */
export type ErrorCode =
  | 'invalid' // 422: the input is wrong; `fields` says where
  | 'not_found' // 404
  | 'conflict' // 409: somebody else changed it, or the state does not allow it
  | 'forbidden' // 403
  | 'unauthenticated' // 401
  | 'too_many' // 429
  | 'too_large' // 413
  | 'unavailable'; // 503

/**
 * A rule said no. The message is a whole sentence for the person who asked: what is wrong and what to do.
 * `fields` maps an input's name to the sentence shown at that input.
 */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fields: Record<string, string> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}

/** Refuses an input at its field. */
export function invalid(field: string, message: string): DomainError {
  return new DomainError('invalid', message, { [field]: message });
}

export function notFound(what: string): DomainError {
  return new DomainError('not_found', `There is no such ${what}.`);
}
