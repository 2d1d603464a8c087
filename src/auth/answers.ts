import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const ANSWER = 'dateline:answer';

/**
 * What an API route answers, declared beside who may use it: `@Answers(releaseSchema)`. Nothing that the schema does
 * not name leaves the house, and the API's description is made from it.
 */
export const Answers = (schema: z.ZodType) => SetMetadata(ANSWER, schema);
