/**
 * The order of the test files: those that take minutes first, so that none of them begins last, beside processors with
 * nothing left to do. Faults use the processors most and others wait most, so that a fault is followed by others. Jest
 * itself goes by what it remembers of earlier runs, and in CI by the size of the files: those of faults have four lines, and
 * name a suite.
 */
export default class LongestFirst {
  sort(tests) {
    const before = (a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1);
    const isFault = ({ path }) => path.includes('/test/faults/');
    const others = tests.filter((test) => !isFault(test)).sort(before);
    const mixed = tests
      .filter(isFault)
      .sort(before)
      .flatMap((fault) => [fault, ...others.splice(0, OTHERS)]);
    return [...mixed, ...others];
  }

  /** Nothing of a run is remembered for the next. */
  cacheResults() {}
}

/** Files between two faults, which take about three times as long as one of the others. */
const OTHERS = 3;

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
