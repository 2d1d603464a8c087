import { onPostgres } from '../support/fault-queue.js';
import { describeFailingMailServer } from './failing-mail-server-suite.js';

describeFailingMailServer(onPostgres);
