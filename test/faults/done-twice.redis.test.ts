import { onRedis } from '../support/fault-queue.js';
import { describeDoneTwice } from './done-twice-suite.js';

describeDoneTwice(onRedis);
