import { DefaultNamingStrategy, type Table, type View } from 'typeorm';

/** PostgreSQL cuts identifiers to NAMEDATALEN - 1 bytes. */
const LONGEST_NAME = 63;

/**
 * Names as PostgreSQL itself would choose them: snake_case columns, and the
 * constraint names it gives when a migration names none. So the migrations stay
 * plain SQL, and TypeORM can still compare them with the entities by name.
 *
 * Not covered: the counter PostgreSQL appends when a name is taken (`_check1`).
 * Give such a constraint a name, in the migration and in the decorator.
 */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override tableName(className: string, givenName: string | undefined): string {
    return givenName ?? snakeCase(className);
  }

  override columnName(property: string, givenName: string | undefined, prefixes: string[]): string {
    return snakeCase([...prefixes, givenName ?? property].join('_'));
  }

  override relationName(property: string): string {
    return snakeCase(property);
  }

  override joinColumnName(relation: string, referencedColumn: string): string {
    return snakeCase(`${relation}_${referencedColumn}`);
  }

  override joinTableName(firstTable: string, secondTable: string): string {
    return snakeCase(`${firstTable}_${secondTable}`);
  }

  override joinTableColumnName(table: string, property: string, column?: string): string {
    return snakeCase(`${table}_${column ?? property}`);
  }

  override primaryKeyName(table: Table | string): string {
    return constraintName(this.getTableName(table), [], 'pkey');
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return constraintName(this.getTableName(table), columns, 'key');
  }

  override relationConstraintName(table: Table | string, columns: string[]): string {
    return constraintName(this.getTableName(table), columns, 'key');
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return constraintName(this.getTableName(table), columns, 'fkey');
  }

  override indexName(table: Table | View | string, columns: string[]): string {
    return constraintName(this.getTableName(table as Table | string), columns, 'idx');
  }

  override checkConstraintName(table: Table | string, expression: string): string {
    const columns = columnsIn(expression);
    return constraintName(this.getTableName(table), columns.length === 1 ? columns : [], 'check');
  }

  override exclusionConstraintName(table: Table | string, expression: string): string {
    const elements = expression.match(/\(([^)]*)\)/)?.[1] ?? '';
    const columns = elements.split(',').map((element) => element.trim().split(/\s+/)[0] ?? '');
    return constraintName(this.getTableName(table), columns.filter(Boolean), 'excl');
  }
}

/** `lastFailedAt` → `last_failed_at`; what is snake_case already stays. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * `<table>_<columns>_<suffix>`, shortened like makeObjectName() in PostgreSQL's
 * indexcmds.c: the longer of the two first parts loses its tail until all fits.
 */
export function constraintName(table: string, columns: string[], suffix: string): string {
  let first = table;
  let second = columns.join('_');
  const room = LONGEST_NAME - suffix.length - 1 - (second === '' ? 0 : 1);
  while (first.length + second.length > room) {
    if (first.length > second.length) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return [first, second, suffix].filter(Boolean).join('_');
}

const NOT_COLUMNS = new Set(
  'and or not is null true false in any all between like ilike similar to array case when then else end distinct from collate'.split(
    ' ',
  ),
);

/** The columns a CHECK expression mentions; PostgreSQL puts one in the name if it is the only one. */
function columnsIn(expression: string): string[] {
  const bare = expression.replaceAll(/'(?:[^']|'')*'/g, '').replaceAll(/::\s*[a-z_]+(\[\])?/gi, '');
  const words = [...bare.matchAll(/"([^"]+)"|\b([a-z_][a-z0-9_]*)\b(?!\s*\()/gi)];
  const names = words.map(([, quoted, word = '']) => quoted ?? word.toLowerCase());
  return [...new Set(names)].filter((name) => !NOT_COLUMNS.has(name));
}
