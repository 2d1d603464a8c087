import { easternLanguages } from './vocabularies-east.js';
import { otherScripts } from './vocabularies-scripts.js';
import { westernLanguages } from './vocabularies-west.js';
import type { Vocabulary } from './vocabulary.js';

export const vocabularies: Record<string, Vocabulary> = {
  ...westernLanguages,
  ...easternLanguages,
  ...otherScripts,
};
