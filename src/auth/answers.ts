import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWER = 'dateline:answer';
export const ANSWER_FILE = 'dateline:answer-file';
export const UPLOAD = 'dateline:upload';

/**
 * What an API route answers, declared beside who may use it: `@Answers(releaseSchema)`. Nothing that the schema does
 * not name leaves the house, and the API's description is made from it.
 */
export const Answers = (schema: z.ZodType) => SetMetadata(ANSWER, schema);

/** What an API route answers as a file, in one of these media types: `@AnswersFile('text/csv')`. Only described. */
export const AnswersFile = (...mediaTypes: string[]) => SetMetadata(ANSWER_FILE, mediaTypes);

/** The fields of a `multipart/form-data` body, which the route reads and checks itself. Only described. */
export const TakesUpload = (fields: z.ZodType) => SetMetadata(UPLOAD, fields);
