import type { EntityClass } from './database/data-source.js';

/** Every entity of every feature, in the order of the folders. A test asserts that they match the migrations. */
export const entities: EntityClass[] = [];
