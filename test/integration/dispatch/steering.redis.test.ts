import { redisBackend } from '../../support/queue-backends.js';
import { describeSteering } from './steering-suite.js';

describeSteering(redisBackend);
