import type { EntityTarget, ObjectLiteral } from 'typeorm';

/** All entities, listed by feature. */
export const entities: (new () => ObjectLiteral)[] = [];
export type Entity = EntityTarget<ObjectLiteral>;
