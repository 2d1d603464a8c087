// A structural check of an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0): what programs that read it
// stumble over. Not a whole validator of JSON Schema.

type Json = Record<string, unknown>;

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']);
const TYPES = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

export function troublesOfOpenApi(document: Json): string[] {
  const { info, paths, components } = document as {
    info?: Json;
    paths?: Record<string, Json>;
    components?: Json;
  };
  const schemas = (components?.['schemas'] ?? {}) as Record<string, Json>;
  return [
    ...(/^3\.1\.\d+$/.test(String(document['openapi'])) ? [] : ['openapi: not 3.1.x']),
    ...(info?.['title'] && info['version'] ? [] : ['info: needs title and version']),
    ...Object.entries(paths ?? {}).flatMap(([path, item]) => troublesOfPath(path, item)),
    ...Object.entries(schemas).flatMap(([name, schema]) => [
      ...(/^[\w.-]+$/.test(name) ? [] : [`components.schemas: the name ${name}`]),
      ...troublesOfSchema(schema, `components.schemas.${name}`),
    ]),
    ...brokenReferences(document, document, ''),
  ];
}

function troublesOfPath(path: string, item: Json): string[] {
  const unknown = Object.keys(item).filter((key) => !METHODS.has(key));
  return [
    ...(path.startsWith('/') ? [] : [`${path}: does not start with a slash`]),
    ...unknown.map((key) => `${path}: has ${key}`),
    ...Object.entries(item).flatMap(([method, operation]) =>
      troublesOfOperation(path, `${method} ${path}`, operation as Json),
    ),
  ];
}

function troublesOfOperation(path: string, name: string, operation: Json): string[] {
  const parameters = (operation['parameters'] ?? []) as {
    name: string;
    in: string;
    required: boolean;
    schema: Json;
  }[];
  const inPath = parameters.filter((one) => one.in === 'path');
  const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, each]) => each);
  const responses = (operation['responses'] ?? {}) as Record<string, Json>;
  const bodies = [operation['requestBody'] as Json | undefined, ...Object.values(responses)];
  return [
    ...(typeof operation['operationId'] === 'string' ? [] : [`${name}: no operationId`]),
    ...(inPath.map((one) => one.name).join() === wanted.join()
      ? []
      : [`${name}: other parameters than in the path`]),
    ...inPath.filter((one) => !one.required).map((one) => `${name}: ${one.name} is optional in the path`),
    ...parameters.flatMap((one) => troublesOfSchema(one.schema, `${name}: ${one.name}`)),
    ...(Object.keys(responses).length > 0 ? [] : [`${name}: no responses`]),
    ...Object.entries(responses).flatMap(([status, response]) => [
      ...(/^([1-5]\d\d|default)$/.test(status) ? [] : [`${name}: the status ${status}`]),
      ...(typeof response['description'] === 'string' ? [] : [`${name}: ${status} without a description`]),
    ]),
    ...bodies.flatMap((body) => troublesOfContent(name, body)),
  ];
}

function troublesOfContent(name: string, body: Json | undefined): string[] {
  return Object.entries((body?.['content'] ?? {}) as Record<string, Json>).flatMap(
    ([mediaType, { schema }]) => [
      ...(/^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? [] : [`${name}: the media type ${mediaType}`]),
      ...(schema ? troublesOfSchema(schema as Json, name) : [`${name}: ${mediaType} without a schema`]),
    ],
  );
}

/** JSON Schema 2020-12 as far as we write it. */
function troublesOfSchema(schema: Json, at: string): string[] {
  const types = [schema['type'] ?? []].flat() as string[];
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const inner = [
    ...Object.entries(properties),
    ...['items', 'additionalProperties', 'not', 'propertyNames'].map((key) => [key, schema[key]]),
    ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) =>
      ((schema[key] ?? []) as Json[]).map((each, i) => [`${key}[${i}]`, each]),
    ),
  ] as [string, Json | undefined][];
  return [
    ...types.filter((type) => !TYPES.has(type)).map((type) => `${at}: the type ${type}`),
    ...('nullable' in schema ? [`${at}: nullable is of OpenAPI 3.0`] : []),
    ...('$defs' in schema ? [`${at}: has $defs of its own`] : []),
    ...required
      .filter((key) => !(key in properties))
      .map((key) => `${at}: requires ${key}, which it does not name`),
    ...inner.flatMap(([key, each]) =>
      typeof each === 'object' && each !== null ? troublesOfSchema(each, `${at}.${key}`) : [],
    ),
  ];
}

function brokenReferences(root: Json, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '$ref' && typeof inner === 'string')
      return resolves(root, inner) ? [] : [`${at}: ${inner} leads nowhere`];
    return brokenReferences(root, inner, `${at}/${key}`);
  });
}

function resolves(root: Json, reference: string): boolean {
  if (!reference.startsWith('#/')) return false;
  const steps = reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>((now, step) => (now as Json | undefined)?.[step], root) !== undefined;
}
