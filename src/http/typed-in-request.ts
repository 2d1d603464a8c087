import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { TypedForm } from '../auth/typed-form.js';

/** A file that is too large must not cost the words beside it. The option is missing from the type of `parts`. */
const FILES_OF_ANY_SIZE = { limits: {}, throwFileSizeLimit: false };

/** The form that a browser sent, read to its end; of files only their names. */
export async function typedInRequest(request: FastifyRequest): Promise<TypedForm> {
  const page = pageOfForm(request);
  const path = request.url;
  if (request.isMultipart())
    return { path, page, mediaType: 'multipart/form-data', ...(await readParts(request)) };
  const body = Object.entries((request.body ?? {}) as Record<string, string | string[]>);
  const fields = body.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
  return { path, page, mediaType: 'application/x-www-form-urlencoded', fields, files: [] };
}

async function readParts(request: FastifyRequest): Promise<Pick<TypedForm, 'fields' | 'files'>> {
  const fields: [string, string][] = [];
  const files: string[] = [];
  for await (const part of request.parts(FILES_OF_ANY_SIZE)) {
    if (part.type === 'field') fields.push([part.fieldname, String(part.value)]);
    else {
      part.file.resume();
      if (part.filename) files.push(part.filename);
    }
  }
  return { fields, files };
}

/** The page that the form stood on, by what the browser says; else the desk. */
export function pageOfForm(request: FastifyRequest): string {
  const said = request.headers['hx-current-url'] ?? request.headers.referer;
  if (typeof said !== 'string' || !URL.canParse(said)) return '/desk';
  const { pathname, search } = new URL(said);
  return /^\/desk(\/|$)/i.test(pathname) ? pathname + search : '/desk';
}
