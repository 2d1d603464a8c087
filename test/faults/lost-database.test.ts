import { onPostgres } from '../support/fault-queue.js';
import { describeLostDatabase } from './lost-database-suite.js';

describeLostDatabase(onPostgres);
