import { onPostgres } from '../support/fault-queue.js';
import { describeWithinASecond } from './within-a-second-suite.js';

describeWithinASecond(onPostgres);
