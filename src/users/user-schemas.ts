import { z } from 'zod';
import { roles } from './may.js';

/** Names go into mail headers and the record: one line, no control characters. */
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'A name is one line of text.');

export const userIdSchema = z.coerce.number<string>().int().positive().max(Number.MAX_SAFE_INTEGER);

export const newUserSchema = z.object({ email: z.email().max(320), name: nameSchema, role: z.enum(roles) });

/** An account as the API shows it. */
export const userSchema = z.object({
  id: z.number().int(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: z.date(),
  disabledAt: z.date().nullable(),
});
