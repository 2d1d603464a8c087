/**
 * The order of the test files: those that take minutes first, so that none of them begins last, beside processors with
 * nothing left to do. Jest itself goes by what it remembers of earlier runs, and in CI by the size of the files, where
 * the faults come last: theirs are of four lines, and name a suite.
 */
export default class LongestFirst {
  sort(tests) {
    const before = (a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1);
    return [...tests].sort(before);
  }

  /** Nothing of a run is remembered for the next. */
  cacheResults() {}
}

/** By what was measured, in seconds on two busy processors: 80 and more each, 20 and more, less. */
const LONG = [
  /test\/faults\/(dying-workers|last-moment|lost-database|failing-mail-server|wrong-clocks|done-twice)\./,
  /test\/faults\/|test\/integration\/(dispatch|engine|newsroom|desk-dispatch)\/|imap-source|route-walk|bounce/,
  /test\/integration\//,
];

function rank(path) {
  const at = LONG.findIndex((pattern) => pattern.test(path));
  return at < 0 ? LONG.length : at;
}
