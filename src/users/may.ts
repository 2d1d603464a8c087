/** What a person of the press desk is. Each role may do all that the one before it may. */
export const roles = ['viewer', 'press_officer', 'admin'] as const;
export type Role = (typeof roles)[number];

const reading = ['releases.read', 'contacts.read', 'bounces.read', 'stats.read'] as const;
const publishing = [
  'releases.write',
  'releases.approve',
  'dispatch.arm',
  'contacts.write',
  'topics.write',
  'bounces.act',
] as const;
const administering = ['users.manage', 'settings.manage', 'record.read'] as const;

export const permissions = [...reading, ...publishing, ...administering] as const;
export type Permission = (typeof permissions)[number];

const table: Record<Role, ReadonlySet<Permission>> = {
  viewer: new Set<Permission>(reading),
  press_officer: new Set<Permission>([...reading, ...publishing]),
  admin: new Set<Permission>(permissions),
};

/** The whole table of who may do what. Object-level rules (whose session, which release) are the services'. */
export function may(role: Role, permission: Permission): boolean {
  return table[role].has(permission);
}

/** The role with fewer permissions: a token never may more than its owner does now. */
export function lesserRole(a: Role, b: Role): Role {
  return roles.indexOf(a) < roles.indexOf(b) ? a : b;
}
