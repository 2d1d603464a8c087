import { z } from 'zod';

/** Shapes of a journalist's data as forms, API and import give it: trimmed, in normal form, without control characters. */

const clean = (text: string) =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
const line = (most: number) =>
  z
    .string()
    .max(4 * most)
    .transform(clean)
    .pipe(z.string().max(most));
const orNull = (text: string) => (text === '' ? null : text);
const optionalLine = (most: number) =>
  line(most)
    .nullable()
    .transform((text) => orNull(text ?? ''));

export const emailText = z.string().max(1000);

export const languageTag = z
  .string()
  .trim()
  .max(35)
  .transform(
    (tag, context) =>
      canonicalLanguage(tag) ?? refuse(context, `"${tag}" is not a language code such as en or es-MX.`),
  );

export const countryCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(
    (code) => /^[A-Z]{2}$/.test(code) && countryName(code) !== undefined,
    'Give the country as two letters, such as US.',
  );

export const timeZone = z
  .string()
  .trim()
  .max(64)
  .transform(
    (zone, context) =>
      canonicalZone(zone) ?? refuse(context, `"${zone}" is not a time zone such as Europe/Madrid.`),
  );

const emptyToNull = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? null : value);

/** What may be changed of a contact; an absent field stays as it is, null or '' empties it. */
export const contactChanges = z.strictObject({
  email: emailText.optional(),
  name: line(200).optional(),
  /** the outlet's name; made if it is new */
  outlet: optionalLine(200).optional(),
  role: optionalLine(200).optional(),
  /** names of beats; made if they are new */
  beats: z
    .array(line(80).pipe(z.string().min(1)))
    .max(50)
    .optional(),
  languages: z
    .array(languageTag)
    .max(20)
    .transform((tags) => [...new Set(tags)])
    .optional(),
  country: z.preprocess(emptyToNull, countryCode.nullable()).optional(),
  timeZone: z.preprocess(emptyToNull, timeZone.nullable()).optional(),
  phone: optionalLine(50).optional(),
  notes: z
    .string()
    .max(10_000)
    .nullable()
    .transform((text) => orNull((text ?? '').replaceAll('\0', '').trim()))
    .optional(),
  tags: z
    .array(line(60).pipe(z.string().min(1)))
    .max(100)
    .transform((tags) => [...new Set(tags)])
    .optional(),
});
export type ContactChanges = z.infer<typeof contactChanges>;

export const newContact = contactChanges.extend({
  email: emailText,
  /** where the address came from */
  source: line(200).pipe(z.string().min(1)).optional(),
  sourceAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});
export type NewContact = z.infer<typeof newContact>;

/** `EN-gb` → `en-GB`; undefined if it is no language tag of BCP 47. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** `europe/madrid` → `Europe/Madrid`; undefined if the time zone database has no such zone. Offsets are no zones. */
export function canonicalZone(zone: string): string | undefined {
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** English name of an ISO 3166-1 alpha-2 code; undefined for two letters that are no country. */
export function countryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
