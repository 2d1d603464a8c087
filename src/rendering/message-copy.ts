/** What all copies of a message have in common, encoded once. */
export interface SharedParts {
  /** Static header fields and the empty line, as sent. */
  readonly staticHeaders: string;
  readonly bodyLiterals: readonly string[];
  /** Static headers and literals as they are written. */
  readonly octets: { readonly headers: Buffer; readonly literals: readonly Buffer[]; readonly size: number };
  /** Per gap between two literals, which of a copy's values goes there. */
  readonly bodyGaps: readonly number[];
}

/**
 * One copy: CRLF lines, ready for DATA without dot-stuffing. ASCII, unless the local part of the address is not
 * (`needsSmtpUtf8`): then UTF-8. It holds only what is its own; the rest is put together where it is written.
 */
export class MessageCopy {
  /** Octets of the whole. */
  readonly size: number;
  private readonly isAscii: boolean;
  private readonly own: string;

  /**
   * @param lines the recipient's header fields
   * @param values encoded, as `bodyGaps` counts them
   * @param front header fields before all others: signatures
   */
  constructor(
    private readonly template: SharedParts,
    readonly lines: readonly string[],
    private readonly values: readonly string[],
    front = '',
  ) {
    this.own = front + lines.join('');
    // oxlint-disable-next-line no-control-regex
    this.isAscii = /^[\x00-\x7f]*$/.test(this.own);
    let size = template.octets.size + (this.isAscii ? this.own.length : Buffer.byteLength(this.own));
    for (const gap of template.bodyGaps) size += values[gap]!.length;
    this.size = size;
  }

  /** The same with signatures in front. */
  after(front: string): MessageCopy {
    return new MessageCopy(this.template, this.lines, this.values, front);
  }

  /** All that this copy does not share with the others; with the template's fingerprint it stands for the whole. */
  get ownText(): string {
    return JSON.stringify([this.lines, this.values]);
  }

  /** Writes the whole from the start of `space` on, which must have room for it; returns where it ends. 2 µs for 36 KB. */
  writeTo(space: Buffer): number {
    const at = space.write(this.own, 0, this.isAscii ? 'latin1' : 'utf8');
    const { headers } = this.template.octets;
    space.set(headers, at);
    return this.writeBody(space, at + headers.length);
  }

  /** Writes the body, in its `simple` canonical form (RFC 6376 3.4.3). */
  writeBody(space: Buffer, from: number): number {
    const { octets, bodyGaps } = this.template;
    let at = from;
    for (const [i, literal] of octets.literals.entries()) {
      if (i > 0) at += space.write(this.values[bodyGaps[i - 1]!]!, at, 'latin1');
      space.set(literal, at);
      at += literal.length;
    }
    return at;
  }

  toString(): string {
    const { staticHeaders, bodyLiterals, bodyGaps } = this.template;
    const body = bodyLiterals.map((literal, i) => (i > 0 ? this.values[bodyGaps[i - 1]!] : '') + literal);
    return this.own + staticHeaders + body.join('');
  }
}
