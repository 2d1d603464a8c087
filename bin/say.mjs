import process from 'process';

const began = Date.now();
let output = process.stdout;

/** For commands whose standard output is data: progress goes to the other stream. */
export function sayOnErrorOutput() {
  output = process.stderr;
}

/** One line of progress with the seconds since the command began. */
export function say(line) {
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  output.write(`[${seconds.padStart(5)} s] ${line}\n`);
}

/** Ends the command with one sentence that says what to do. */
export function giveUp(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

const ADVICE = [
  [
    /ENOSPC|EDQUOT|No space left on device/,
    'The disk is full: free about 1 GB there and run the command again',
  ],
  [
    /EACCES|EPERM|EROFS|permission denied/i,
    'This user may not write there: give it write permission, or run the command as the owner of the folder',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/,
    'The package registry did not answer: check the network and run the command again',
  ],
];

/** Advice for what a program printed or a file system error said; undefined if it is nothing we know. */
export function adviceFor(text, folder) {
  const known = ADVICE.find(([symptom]) => symptom.test(text));
  return known && `${known[1]} (${folder}).`;
}
