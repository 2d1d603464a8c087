import { RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';
import { ANSWER, ANSWER_FILE, UPLOAD } from '../auth/answers.js';
import { type Json, JsonSchemas } from './json-schemas.js';
import type { Route } from './route-table.js';

interface Argument {
  data?: string | undefined;
  schema?: unknown;
}

/** Not part of the API's description: the description itself. */
const LEFT_OUT = new Set(['/api/openapi.json']);

/** The OpenAPI 3.1 document of every route below /api, from the same schemas that check the input and shape the answers. */
export function describeApi(routes: Route[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  const schemas = new JsonSchemas();
  for (const route of routes) {
    if (!route.path.startsWith('/api/') || LEFT_OUT.has(route.path)) continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Dateline', version: '1', description: ABOUT },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token: dl_…' } },
      schemas: { Problem: schemas.of(problemSchema, 'output'), ...schemas.shared },
    },
  };
}

const ABOUT =
  'Every change goes by the same rules as on the pages of the press desk. ' +
  'Send a token as `Authorization: Bearer dl_…`; errors have the form of `Problem`.';

const problemSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().meta({ description: 'A sentence for a person.' }),
    fields: z.record(z.string(), z.string()).meta({ description: 'A sentence per wrong field.' }),
    request: z.string().meta({ description: 'Quote this when you ask about the error.' }),
  }),
});

function operation(route: Route, schemas: JsonSchemas): Json {
  return {
    operationId: `${route.controller.name.replace(/(Api)?(Controller)?$/, '')}_${route.handlerName}`,
    summary: inWords(route.handlerName),
    tags: [route.path.split('/')[2]],
    ...permission(route),
    parameters: [...pathParameters(route, schemas), ...queryParameters(route, schemas)],
    ...requestBody(route, schemas),
    responses: { [successStatus(route)]: success(route, schemas), default: PROBLEM },
  };
}

const PROBLEM = {
  description: 'It was refused; the status says why.',
  content: json({ $ref: '#/components/schemas/Problem' }),
};

function permission(route: Route): Json {
  const { access } = route;
  if (!access || access.for === 'public') return { security: [] };
  const needs = access.for === 'permission' ? `Needs the permission ${access.permission}.` : 'Needs a token.';
  return { security: [{ token: [] }], description: needs };
}

function requestBody(route: Route, schemas: JsonSchemas): Json {
  const body = argument(route, RouteParamtypes.BODY);
  const upload = Reflect.getMetadata(UPLOAD, route.handler) as z.ZodType | undefined;
  if (upload) {
    const content = { 'multipart/form-data': { schema: schemas.of(upload, 'input') } };
    return { requestBody: { required: true, content } };
  }
  if (!body) return {};
  const required = !body.safeParse(undefined).success;
  return { requestBody: { required, content: json(schemas.of(body, 'input')) } };
}

function success(route: Route, schemas: JsonSchemas): Json {
  const files = Reflect.getMetadata(ANSWER_FILE, route.handler) as string[] | undefined;
  if (files) {
    const content = Object.fromEntries(files.map((mediaType) => [mediaType, { schema: { type: 'string' } }]));
    return { description: 'The file.', content };
  }
  const schema = Reflect.getMetadata(ANSWER, route.handler) as z.ZodType | undefined;
  return { description: 'Done.', ...(schema ? { content: json(schemas.of(schema, 'output')) } : {}) };
}

/** Nest's own default: 201 for POST, else 200, unless `@HttpCode` says otherwise. */
function successStatus(route: Route): number {
  const given = Reflect.getMetadata(HTTP_CODE_METADATA, route.handler) as number | undefined;
  return given ?? (route.method === RequestMethod[RequestMethod.POST] ? 201 : 200);
}

function pathParameters(route: Route, schemas: JsonSchemas): Json[] {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  return names.map((name) => {
    const schema = argument(route, RouteParamtypes.PARAM, name);
    return {
      name,
      in: 'path',
      required: true,
      schema: schema ? schemas.of(schema, 'input') : { type: 'string' },
    };
  });
}

function queryParameters(route: Route, schemas: JsonSchemas): Json[] {
  const schema = argument(route, RouteParamtypes.QUERY);
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.of(schema, 'input') as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: inner,
  }));
}

/** The schema given to `@Body({ schema })`, `@Query({ schema })`, `@Param('id', { schema })`. */
function argument(route: Route, type: RouteParamtypes, name?: string): z.ZodType | undefined {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, route.controller, route.handlerName) ??
    {}) as Record<string, Argument>;
  const found = Object.entries(given).find(
    ([key, one]) => key.startsWith(`${type}:`) && one.schema && (!name || one.data === name),
  );
  return found?.[1].schema as z.ZodType | undefined;
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

/** `changeRole` → `Change role`. */
function inWords(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
