import { z } from 'zod';
import { importFields } from './match-columns.js';

/** An import over the API: what was read and how far it is written. */
export const importAnswer = z
  .object({
    id: z.number(),
    fileName: z.string(),
    state: z.enum(['staged', 'running', 'done', 'cancelled', 'failed']),
    columns: z.array(z.object({ title: z.string(), field: z.enum(importFields).nullable() })),
    format: z
      .union([
        z.object({ kind: z.literal('csv'), delimiter: z.string(), encoding: z.string() }),
        z.object({ kind: z.literal('xlsx') }),
      ])
      .meta({ description: 'How the file was understood.' }),
    settings: z.object({
      source: z.string(),
      topics: z.array(z.number()),
      tags: z.array(z.string()),
      emptyOverwrites: z.boolean(),
    }),
    rows: z.number(),
    refused: z.number(),
    created: z.number(),
    changed: z.number(),
    trouble: z.string().nullable(),
    byActor: z.string(),
    createdAt: z.date(),
    endedAt: z.date().nullable(),
    progress: z.number().meta({ description: 'From 0 to 1.' }),
  })
  .meta({ id: 'Import' });

/** With what a run would do, from the list as it is now. */
export const stagedAnswer = importAnswer.extend({
  check: z
    .object({
      created: z.number(),
      changed: z.number(),
      same: z.number(),
      leftOut: z.number(),
    })
    .nullable()
    .meta({ description: 'Null while the columns make no list; `trouble` says why.' }),
});

/** The upload's fields as they are written in a form. The file comes last. */
export const uploadDescription = z.object({
  source: z.string().optional().meta({ description: 'Where the addresses came from.' }),
  topics: z.string().optional().meta({ description: 'Ids of topics, separated by commas.' }),
  tags: z.string().optional().meta({ description: 'Separated by commas.' }),
  emptyOverwrites: z.enum(['true', 'false']).optional(),
  onDoubt: z.enum(['refuse', 'ask']).optional().meta({
    description: 'ask: keep a list whose columns are not understood, to be corrected by PUT columns.',
  }),
  columns: z
    .string()
    .optional()
    .meta({ description: 'What each column is, by its place: email,name,,outlet' }),
  file: z.string().meta({ contentMediaType: 'application/octet-stream' }),
});
