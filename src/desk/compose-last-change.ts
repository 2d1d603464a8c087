import type { Save } from '../releases/release-history.js';
import type { ComposePart } from './compose-parts.js';

export interface LastChange {
  name: string;
  at: Date;
}

/** Who was the last to change this part, which need not be who saved last. */
export function lastChangeOf(saves: readonly Save[], part: ComposePart): LastChange | undefined {
  const property = part === 'topics' ? 'audience' : part;
  const save = saves.find(({ changed }) => changed.includes(property)) ?? saves.at(-1);
  return save && { name: save.by ?? 'Somebody else', at: save.at };
}
