import { describe, expect, it } from '@jest/globals';
import { lesserRole, may, permissions, roles } from './may.js';

describe('who may do what', () => {
  it('is this table', () => {
    const table = Object.fromEntries(
      permissions.map((each) => [each, roles.filter((role) => may(role, each)).join(' ')]),
    );
    expect(table).toEqual({
      'releases.read': 'viewer press_officer admin',
      'contacts.read': 'viewer press_officer admin',
      'bounces.read': 'viewer press_officer admin',
      'stats.read': 'viewer press_officer admin',
      'releases.write': 'press_officer admin',
      'releases.approve': 'press_officer admin',
      'dispatch.arm': 'press_officer admin',
      'contacts.write': 'press_officer admin',
      'topics.write': 'press_officer admin',
      'bounces.act': 'press_officer admin',
      'users.manage': 'admin',
      'settings.manage': 'admin',
      'record.read': 'admin',
    });
  });

  it('is never more for a token than for its owner', () => {
    expect(lesserRole('admin', 'viewer')).toBe('viewer');
    expect(lesserRole('press_officer', 'admin')).toBe('press_officer');
  });
});
