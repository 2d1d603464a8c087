import { DomainError, type ErrorCode } from './domain-error.js';

/** What the caller is told. Never a stack, a query or a path of this machine. */
export interface HttpProblem {
  status: number;
  code: ErrorCode | 'bad_request' | 'wrong_type' | 'method_not_allowed' | 'internal';
  message: string;
  fields: Record<string, string>;
}

const STATUS: Record<ErrorCode, number> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unauthenticated: 401,
  too_many: 429,
  too_large: 413,
  unavailable: 503,
};

/** Messages for refusals that come from the framework, by status: its own wording speaks to programmers. */
const BY_STATUS: Record<number, [HttpProblem['code'], string]> = {
  400: ['bad_request', 'This request cannot be read. Check that the body is complete and well formed.'],
  401: ['unauthenticated', 'Please sign in first.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'This address does not answer that kind of request.'],
  406: ['wrong_type', 'A file was sent where none is expected.'],
  408: ['bad_request', 'The request took too long to arrive.'],
  409: ['conflict', 'Somebody else changed this. Load it again.'],
  413: ['too_large', 'This is larger than what is taken here.'],
  414: ['bad_request', 'This address is too long.'],
  415: ['wrong_type', 'Send this as application/json, or from a form.'],
  422: ['invalid', 'Some of the input is wrong.'],
  429: ['too_many', 'Too many requests. Wait a little and try again.'],
  431: ['too_large', 'The headers of this request are too large.'],
  503: ['unavailable', 'This is not available at the moment. Try again in a minute.'],
};

/** PostgreSQL's conditions that are the input's fault although validation let it pass. */
const INPUT_FAULTS: Record<string, string> = {
  '22021': 'The text contains a character that cannot be stored.',
  '22P05': 'The text contains a character that cannot be stored.',
  '22003': 'A number is too large.',
};

/** Conditions that pass: lost connections, shutdowns, deadlocks, serialisation failures (classes 08, 53, 57P, 40). */
const PASSING = /^(08...|53...|57P..|40001|40P01|55P03)$/;
const PASSING_SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOENT', 'EPIPE']);

/** Turns whatever was thrown into what the caller is told. What nobody foresaw becomes 500 without details. */
export function httpProblem(error: unknown): HttpProblem {
  if (error instanceof DomainError) return ofDomain(error);
  const database = databaseCode(error);
  if (database && INPUT_FAULTS[database]) return problem(422, { message: INPUT_FAULTS[database] });
  if (database && PASSING.test(database)) return problem(503);
  const status = statusOf(error);
  if (status !== undefined && status < 500) return problem(status);
  return status === 503 || isPassingSocketFault(error) ? problem(503) : internal();
}

function ofDomain(error: DomainError): HttpProblem {
  return { status: STATUS[error.code], code: error.code, message: error.message, fields: error.fields };
}

function problem(status: number, change: Partial<HttpProblem> = {}): HttpProblem {
  const [code, message] = BY_STATUS[status] ?? BY_STATUS[400]!;
  return { status, code, message, fields: {}, ...change };
}

function internal(): HttpProblem {
  return {
    status: 500,
    code: 'internal',
    message: 'Something went wrong on our side. It has been noted.',
    fields: {},
  };
}

function databaseCode(error: unknown): string | undefined {
  const code = property(property(error, 'driverError') ?? error, 'code');
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function isPassingSocketFault(error: unknown): boolean {
  const code = property(property(error, 'driverError') ?? error, 'code');
  return typeof code === 'string' && PASSING_SOCKET.has(code);
}

/** Nest's HttpException says `getStatus()`, Fastify's errors `statusCode`. */
function statusOf(error: unknown): number | undefined {
  const getStatus = property(error, 'getStatus');
  const status = typeof getStatus === 'function' ? getStatus.call(error) : property(error, 'statusCode');
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
