// Imported first by every command, so that an old Node gets a sentence and not a stack trace.
// Only syntax that Node 14 can parse here and in the files imported beside it.
import process from 'process';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Dateline needs Node.js 20.19 or newer and this is ${process.versions.node}: ` +
      'install a current one from https://nodejs.org and run the command again.',
  );
  process.exit(1);
}
