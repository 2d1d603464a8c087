import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Every table of every schema but PostgreSQL's own, in which a row names one of these words; the words' hashes too. */
export async function tablesNaming(db: DataSource, words: string[]): Promise<string[]> {
  const tables = await db.query<{ name: string }[]>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await db.query<{ names: boolean }[]>(
      `select exists (select from ${name} t where lower(t::text) ~ $1) as names`,
      [formsOf(words).join('|')],
    );
    if (row?.names) found.push(name.replace(/^public\./, ''));
  }
  return found;
}

/** As text, as the bytes of a bytea in hex, and as the hash in hex. */
function formsOf(words: string[]): string[] {
  return words.flatMap((word) => [
    word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    Buffer.from(word).toString('hex'),
    createHash('sha256').update(word).digest('hex'),
  ]);
}
