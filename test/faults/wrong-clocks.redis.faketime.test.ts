import { onRedis } from '../support/fault-queue.js';
import { describeWrongClocks } from './wrong-clocks-suite.js';

describeWrongClocks(onRedis);
