import { onPostgres } from '../support/fault-queue.js';
import { describeLastMoment } from './last-moment-suite.js';

describeLastMoment(onPostgres);
