import { z } from 'zod';

export type Json = Record<string, unknown>;

const OWN_DEFS = '#/$defs/';
const SHARED = '#/components/schemas/';

/**
 * JSON Schemas of one OpenAPI document. A schema with `.meta({ id })` stands once, under that name, in `shared`; all
 * that refer to it do so by a `$ref` from the document's root, since that is how OpenAPI 3.1 resolves it.
 */
export class JsonSchemas {
  /** The document's `components.schemas`. */
  readonly shared: Record<string, Json> = {};

  /** Dates leave as ISO 8601 texts; what JSON Schema cannot say (a transform's result) stays open. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema: out }) => {
        if (zodSchema._zod.def.type === 'date') Object.assign(out, { type: 'string', format: 'date-time' });
      },
    }) as Json & { $defs?: Record<string, Json> };
    const names = new Map(Object.entries($defs).map(([id, def]) => [id, this.nameFor(id, def, io)]));
    for (const [id, def] of Object.entries($defs)) this.shared[names.get(id)!] ??= pointedTo(def, names);
    return pointedTo(rest, names);
  }

  /** One thing that is taken in another form than it is answered has two names. */
  private nameFor(id: string, def: Json, io: 'input' | 'output'): string {
    const known = this.shared[id];
    const isSame = !known || JSON.stringify(known) === JSON.stringify(pointedTo(def, new Map()));
    return isSame ? id : `${id}${io === 'input' ? 'Given' : 'Answered'}`;
  }
}

/** The schema with its references led to the shared ones. */
function pointedTo(schema: Json, names: Map<string, string>): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string' || !value.startsWith(OWN_DEFS)) return value;
    const id = value.slice(OWN_DEFS.length);
    return SHARED + (names.get(id) ?? id);
  }) as Json;
}
