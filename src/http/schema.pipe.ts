import { type ArgumentMetadata, type PipeTransform, StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError, notFound } from '../errors/domain-error.js';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Checks what a route's schema says (`@Body({ schema })`). Wrong input is 422 with a sentence per field, a wrong id in the path 404. */
export class SchemaPipe implements PipeTransform {
  private readonly ofInput = new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => invalidInput(issues),
  });
  private readonly ofPath = new StandardSchemaValidationPipe({ exceptionFactory: () => notFound('page') });

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return (metadata.type === 'param' ? this.ofPath : this.ofInput).transform(value, metadata);
  }
}

/** The first issue of each field; the key `''` holds what concerns the input as a whole. */
export function invalidInput(issues: readonly Issue[]): DomainError {
  const fields: Record<string, string> = {};
  for (const issue of issues) fields[fieldOf(issue)] ??= issue.message;
  const [first] = Object.entries(fields);
  const where = first?.[0] ? `${first[0]}: ` : '';
  return new DomainError('invalid', `${where}${first?.[1] ?? 'The input is wrong.'}`, fields);
}

function fieldOf(issue: Issue): string {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}
