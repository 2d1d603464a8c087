import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Req, Res, StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.js';
import { Answers, AnswersFile, TakesUpload } from '../../auth/answers.js';
import { CurrentActor } from '../../auth/current-actor.js';
import { Permit } from '../../auth/permit.js';
import { DomainError, invalid } from '../../errors/domain-error.js';
import { idParam } from '../contacts.controller.js';
import type { ContactImport } from './contact-import.entity.js';
import { EndlessLineGuard } from './endless-line.js';
import { importAnswer, stagedAnswer, uploadDescription } from './import-answers.js';
import { ImportsService, type ListFile } from './imports.service.js';
import { importFields } from './match-columns.js';
import { refusedRows } from './refused-rows.js';

/** A list of a million journalists is about 120 MB. */
const LARGEST_FILE = 1024 * 1024 * 1024;

/** Fields of the upload, before the file in the form. */
const uploadFields = z.object({
  source: z.string().trim().max(200).optional(),
  topics: z.preprocess(listOf, z.array(z.coerce.number().int().positive()).max(100)),
  tags: z.preprocess(listOf, z.array(z.string().trim().min(1).max(60)).max(50)),
  emptyOverwrites: z.preprocess((value) => value === 'true' || value === 'on', z.boolean()),
  /** ask: a list whose columns are not understood is kept, and the columns corrected afterwards */
  onDoubt: z.enum(['refuse', 'ask']).optional(),
  /** what each column is, by its place: email,name,,outlet */
  columns: z.preprocess(
    (value) =>
      typeof value === 'string' && value !== '' ? value.split(',').map((field) => field || null) : undefined,
    z.array(z.enum(importFields).nullable()).max(100).optional(),
  ),
});

const columnsBody = z.strictObject({ columns: z.array(z.enum(importFields).nullable()).max(100) });

@Controller('api/imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  /** multipart/form-data with the settings and then the file; answers what a run would do. */
  @Post()
  @Permit('contacts.write')
  @TakesUpload(uploadDescription)
  @Answers(stagedAnswer)
  async stage(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<object> {
    return this.staged(await withUpload(request, (file) => this.imports.stage(actor, file)));
  }

  /** What each column is, by its place: a list uploaded with `onDoubt=ask` is read again by it. */
  @Put(':id/columns')
  @Permit('contacts.write')
  @Answers(stagedAnswer)
  async correct(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: columnsBody }) { columns }: z.infer<typeof columnsBody>,
  ): Promise<object> {
    return this.staged(await this.imports.correctColumns(id, columns));
  }

  @Get()
  @Permit('contacts.read')
  @Answers(z.object({ imports: z.array(importAnswer) }))
  async list(): Promise<object> {
    return { imports: (await this.imports.list()).map(presentImport) };
  }

  @Get(':id')
  @Permit('contacts.read')
  @Answers(importAnswer)
  async find(@Param('id', { schema: idParam }) id: number): Promise<object> {
    return presentImport(await this.imports.find(id));
  }

  /** Starts it and answers at once; look at GET for its progress. */
  @Post(':id/run')
  @HttpCode(202)
  @Permit('contacts.write')
  @Answers(importAnswer)
  async run(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<object> {
    await this.imports.start(actor, id);
    return presentImport(await this.imports.find(id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Permit('contacts.write')
  @Answers(importAnswer)
  async cancel(@CurrentActor() actor: Actor, @Param('id', { schema: idParam }) id: number): Promise<object> {
    await this.imports.cancel(actor, id);
    return presentImport(await this.imports.find(id));
  }

  /** The refused rows as CSV, each with its line and reason, ready to be corrected and imported again. */
  @Get(':id/refused')
  @Permit('contacts.read')
  @AnswersFile('text/csv')
  async refused(
    @Param('id', { schema: idParam }) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const list = await this.imports.find(id);
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="refused-${id}.csv"`);
    const csv = stringify({ bom: true, escape_formulas: true });
    pipeline(refusedRows(this.imports, list), csv).catch((error: Error) => csv.destroy(error));
    return new StreamableFile(csv);
  }

  private async staged(list: ContactImport): Promise<object> {
    return { ...presentImport(list), check: list.trouble ? null : await this.imports.check(list.id) };
  }
}

/** Keeps the uploaded file for as long as it is read. */
export async function withUpload<T>(
  request: FastifyRequest,
  use: (file: ListFile) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) throw invalid('file', 'Send the list as multipart/form-data.');
  const upload = await request.file({ limits: { fileSize: LARGEST_FILE } });
  if (!upload || upload.filename === '') throw invalid('file', 'Choose a file.');
  const folder = await mkdtemp(join(tmpdir(), 'dateline-import-'));
  try {
    const path = join(folder, 'list');
    const guard = new EndlessLineGuard();
    await pipeline(upload.file, guard, createWriteStream(path));
    if (guard.isEndless)
      throw invalid('file', 'This file has a line longer than 2 MB. Is it a list in CSV or XLSX?');
    if (upload.file.truncated)
      throw new DomainError('too_large', 'This file is larger than 1 GB. Cut the list into parts.');
    return await use(listFile(path, upload));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function listFile(path: string, upload: MultipartFile): ListFile {
  const values = Object.fromEntries(
    Object.entries(upload.fields).map(([name, field]) => [name, fieldValue(field)]),
  );
  const parsed = uploadFields.safeParse(values);
  if (!parsed.success)
    throw invalid(String(parsed.error.issues[0]!.path[0]), parsed.error.issues[0]!.message);
  const { source, columns, topics, tags, emptyOverwrites, onDoubt } = parsed.data;
  const settings = { source: source || `import of ${upload.filename}`, topics, tags, emptyOverwrites };
  return {
    path,
    name: upload.filename,
    settings,
    ...(columns && { fields: columns }),
    ...(onDoubt && { onDoubt }),
  };
}

function fieldValue(field: unknown): unknown {
  if (Array.isArray(field)) return field.map(fieldValue);
  return (field as { value?: unknown } | undefined)?.value;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(',').filter((item) => item.trim() !== '') : [];
}

function presentImport(list: ContactImport): object {
  const { doneRows, ...shown } = list;
  return { ...shown, progress: list.rows === 0 ? 1 : doneRows / list.rows };
}
