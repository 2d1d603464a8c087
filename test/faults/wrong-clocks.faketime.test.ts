import { onPostgres } from '../support/fault-queue.js';
import { describeWrongClocks } from './wrong-clocks-suite.js';

describeWrongClocks(onPostgres);
