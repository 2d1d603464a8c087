import type { OnReadOpts, Socket } from 'node:net';

type Reader = (octets: Buffer) => void;

/** Octets read at once. Replies are far shorter. */
const SPACE = 4096;

/**
 * What comes over a connection, for whoever reads at the time. Without TLS it is read into one buffer that is used again
 * and again, where a socket's `data` event would take 64 KB anew for each reply: what a reader is given holds only
 * until it returns.
 */
export class Inbox {
  private reader: Reader | undefined;

  /** To be given to `net.connect`. */
  readonly onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(SPACE),
    callback: (length, octets) => {
      this.reader?.(Buffer.from(octets.buffer, octets.byteOffset, length));
      return true;
    },
  };

  /** An inbox for a socket that was made without `onread`. */
  static of(socket: Socket): Inbox {
    const inbox = new Inbox();
    socket.on('data', (octets: Buffer) => inbox.reader?.(octets));
    return inbox;
  }

  /** Only one reads; `undefined` when nobody does, and then what comes is lost. */
  readBy(reader: Reader | undefined): void {
    this.reader = reader;
  }
}
