import { onRedis } from '../support/fault-queue.js';
import { describeLostDatabase } from './lost-database-suite.js';

describeLostDatabase(onRedis);
