import type { Socket } from 'node:net';
import type { Inbox } from './inbox.js';
import type { WireText } from './outgoing-mail.js';

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

/** Octets kept for putting texts together; more when one is longer. */
const SPACE = 65_536;

/** Writes, and knows how much of what was written the kernel has taken. */
export class LaneSocket {
  /**
   * Whether `left` tells how much of one write is left, so that a body and the next envelope can share a write. Not
   * with TLS, where it counts encrypted records.
   */
  readonly isExact: boolean;
  private readonly handle: TcpHandle | undefined;
  private space = Buffer.alloc(0);

  constructor(
    private readonly socket: Socket,
    inbox: Inbox,
    readonly secure: boolean,
    listener: LaneSocketListener,
  ) {
    const handle = (socket as unknown as { _handle?: TcpHandle })._handle;
    this.handle = secure ? handle?._parent : handle;
    this.isExact = !secure && typeof this.handle?.writeQueueSize === 'number';
    socket.setKeepAlive(true, 60_000);
    inbox.readBy((chunk) => listener.data(chunk));
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

  /** Octets as latin1 text, in one write. */
  write(octets: string): void {
    this.socket.write(octets, 'latin1');
  }

  /** A text and what follows it, in one write. Returns whether the kernel took all at once; `flushed` is called when it has. */
  writeText(text: string | WireText, end: string, flushed: () => void): boolean {
    const taken = (error?: Error | null): void => {
      if (!error) flushed();
    };
    if (typeof text === 'string') this.socket.write(text + end, 'latin1', taken);
    else this.socket.write(this.inSpace(text, end), taken);
    return this.socket.writableLength === 0;
  }

  /** In the space of the text before, which the kernel has taken: its reply has come. */
  private inSpace(text: WireText, end: string): Buffer {
    const length = text.size + end.length;
    if (this.space.length < length || this.socket.writableLength > 0)
      this.space = Buffer.allocUnsafeSlow(Math.max(length, SPACE));
    const at = text.writeTo(this.space);
    return this.space.subarray(0, at + this.space.write(end, at, 'latin1'));
  }

  /** Cuts the connection without waiting for anything. */
  cut(): void {
    this.socket.destroy();
  }
}
