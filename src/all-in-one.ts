import 'reflect-metadata';
import { startAllInOne } from './start-all-in-one.js';
import { untilSignal } from './until-signal.js';

/** `npm start`: everything in one process, with its own database, queue and mailbox. */
try {
  const running = await startAllInOne({ say: (line) => console.log(line) });
  const signal = await untilSignal();
  console.log(`\n${signal}: finishing what is in flight, then stopping.`);
  await running.close();
  console.log('Stopped. Everything is kept; npm start goes on from here.');
  process.exit(0);
} catch (error) {
  console.error(`\nDateline could not start: ${(error as Error).message}`);
  process.exit(1);
}
