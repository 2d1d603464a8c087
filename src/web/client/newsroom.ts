import { loadIslands } from './load-islands.js';

loadIslands({
  'count-down': () => import('./count-down.js'),
  'local-time': () => import('./local-time.js'),
  'proof-of-work': () => import('./proof-of-work.js'),
});
