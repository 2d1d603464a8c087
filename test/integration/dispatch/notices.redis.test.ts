import { redisBackend } from '../../support/queue-backends.js';
import { describeNotices } from './notices-suite.js';

describeNotices(redisBackend);
