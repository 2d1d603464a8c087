import { onPostgres } from '../support/fault-queue.js';
import { describeLostQueue } from './lost-queue-suite.js';

describeLostQueue(onPostgres);
