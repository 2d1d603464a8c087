import { onRedis } from '../support/fault-queue.js';
import { describeDyingWorkers } from './dying-workers-suite.js';

describeDyingWorkers(onRedis);
