import { describe, expect, it } from '@jest/globals';

import { constraintName, snakeCase, SnakeCaseNaming } from './naming.js';

const naming = new SnakeCaseNaming();

describe('names in the database', () => {
  it('writes properties as snake_case columns', () => {
    expect(snakeCase('lastFailedAt')).toBe('last_failed_at');
    expect(snakeCase('dkimKeyID')).toBe('dkim_key_id');
    expect(snakeCase('sha256Hash')).toBe('sha256_hash');
    expect(naming.columnName('name', undefined, ['pressContact'])).toBe('press_contact_name');
  });

  it("uses PostgreSQL's own names for keys and indexes", () => {
    expect(naming.primaryKeyName('delivery')).toBe('delivery_pkey');
    expect(naming.uniqueConstraintName('delivery', ['dispatch_id', 'address'])).toBe(
      'delivery_dispatch_id_address_key',
    );
    expect(naming.foreignKeyName('public.delivery', ['dispatch_id'])).toBe('delivery_dispatch_id_fkey');
    expect(naming.indexName('delivery', ['state'])).toBe('delivery_state_idx');
  });

  it('puts the column into a check name only if the check is about one column', () => {
    expect(naming.checkConstraintName('topic', `char_length(name) > 0`)).toBe('topic_name_check');
    expect(naming.checkConstraintName('topic', `"state" IN ('open', 'closed')`)).toBe('topic_state_check');
    expect(naming.checkConstraintName('topic', `starts_at < ends_at`)).toBe('topic_check');
  });

  it('names an exclusion after its columns', () => {
    expect(naming.exclusionConstraintName('shift', 'USING gist (person WITH =, during WITH &&)')).toBe(
      'shift_person_during_excl',
    );
  });

  it('cuts long names as PostgreSQL does', () => {
    const name = constraintName('t'.repeat(50), ['c'.repeat(20)], 'key');
    expect(name).toBe(`${'t'.repeat(38)}_${'c'.repeat(20)}_key`);
    expect(name).toHaveLength(63);
  });
});
