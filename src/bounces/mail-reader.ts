import { Injectable } from '@nestjs/common';
import type { BounceReading } from './reading/bounce-reading.js';
import { readBounce } from './reading/read-bounce.js';

/** Reads a mail within limits; whatever it is, the caller goes on. */
@Injectable()
export class MailReader {
  async read(raw: Buffer): Promise<BounceReading | { kind: 'unreadable'; reason: string }> {
    try {
      return readBounce(raw);
    } catch (error) {
      return { kind: 'unreadable', reason: String(error) };
    }
  }
}
