import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { BounceReading } from './reading/bounce-reading.js';
import { defaultReadingLimits } from './reading/reading-limits.js';
import { createReadingPool, type Unreadable } from './reading/reading-pool.js';

/**
 * Reads strangers' mails in a thread of its own: one that takes too long, too much memory or crashes it is
 * `unreadable`, and the next mail is read as if nothing had been.
 */
@Injectable()
export class MailReader implements OnApplicationShutdown {
  private readonly pool = createReadingPool({
    maxMs: 5_000,
    maxHeapMb: 128,
    maxBytes: defaultReadingLimits.maxBytes,
  });

  async read(raw: Buffer): Promise<BounceReading | Unreadable> {
    return this.pool.read(raw);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }
}
