import type { Socket } from 'node:net';

export interface LaneSocketListener {
  data(chunk: Buffer): void;
  /** Called once: nothing more will come over this socket. */
  gone(reason: string): void;
}

interface TcpHandle {
  /** Octets libuv could not hand to the kernel yet. Not documented by Node, but used by its own `net.Socket`. */
  readonly writeQueueSize?: number;
  /** The TCP handle below a TLS one. */
  readonly _parent?: TcpHandle;
}

/** Writes, and knows how much of what was written the kernel has taken. */
export class LaneSocket {
  /**
   * Whether `left` tells how much of one write is left, so that a body and the next envelope can share a write. Not
   * with TLS, where it counts encrypted records.
   */
  readonly isExact: boolean;
  private readonly handle: TcpHandle | undefined;

  constructor(
    private readonly socket: Socket,
    readonly secure: boolean,
    listener: LaneSocketListener,
  ) {
    const handle = (socket as unknown as { _handle?: TcpHandle })._handle;
    this.handle = secure ? handle?._parent : handle;
    this.isExact = !secure && typeof this.handle?.writeQueueSize === 'number';
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (chunk: Buffer) => listener.data(chunk));
    socket.on('error', (error) => listener.gone(error.message));
    socket.on('end', () => listener.gone('the server closed the connection'));
    socket.on('close', () => listener.gone('the connection was closed'));
  }

  /**
   * Octets given to the socket in the current write and not taken by the kernel. Still right in the turn of the
   * event loop in which a reset was noticed by reading; after a failed write it may say less than was left, which
   * errs towards doubt.
   */
  get left(): number {
    return this.handle?.writeQueueSize ?? 0;
  }

  /** Octets as latin1 text, in one write. Returns whether the kernel took all at once; `flushed` is called when it has. */
  write(octets: string, flushed?: () => void): boolean {
    if (!flushed) {
      this.socket.write(octets, 'latin1');
      return this.socket.writableLength === 0;
    }
    this.socket.write(octets, 'latin1', (error) => {
      if (!error) flushed();
    });
    return this.socket.writableLength === 0;
  }

  /** Cuts the connection without waiting for anything. */
  cut(): void {
    this.socket.destroy();
  }
}
