import { redisBackend } from '../../support/queue-backends.js';
import { describeSending } from './sending-suite.js';

describeSending(redisBackend);
