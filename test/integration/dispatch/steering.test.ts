import { postgresBackend } from '../../support/queue-backends.js';
import { describeSteering } from './steering-suite.js';

describeSteering(postgresBackend);
