import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

const names = new Map<string, string>();

/**
 * Runs a statement that each connection parses and plans once. For what is asked at every request and whose plan does
 * not depend on the values: planning the visibility rule costs 2 ms, running it 0.1 ms. The text must be one of few.
 */
export function preparedQuery<T>(manager: EntityManager, text: string, values: unknown[] = []): Promise<T[]> {
  // TypeORM hands its first argument to pg as it is; pg takes a named statement there.
  return manager.query<T[]>({ name: nameOf(text), text } as unknown as string, values);
}

function nameOf(text: string): string {
  const name = names.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
