import { postgresBackend } from '../../support/queue-backends.js';
import { describeNotices } from './notices-suite.js';

describeNotices(postgresBackend);
