/**
 * Remembers where each address of a file stood first, in 12 bytes an address instead of the address itself.
 * Known by 64 bits of hash: two addresses of a million share them with a chance of one in thirty million; the second
 * would then be refused as a repetition, which is shown.
 */
export class SeenKeys {
  private capacity = 1 << 12;
  private count = 0;
  private high = new Uint32Array(this.capacity);
  private low = new Uint32Array(this.capacity);
  private lines = new Int32Array(this.capacity);

  /** The line on which this key stood before; 0 if this is the first. Lines count from 1. */
  firstLine(key: string, line: number): number {
    if (this.count * 2 > this.capacity) this.grow();
    const [high, low] = hash(key);
    const at = this.place(high, low);
    if (this.lines[at] !== 0) return this.lines[at]!;
    this.put(at, high, low, line);
    this.count += 1;
    return 0;
  }

  private place(high: number, low: number): number {
    let at = low & (this.capacity - 1);
    while (this.lines[at] !== 0 && (this.high[at] !== high || this.low[at] !== low))
      at = (at + 1) & (this.capacity - 1);
    return at;
  }

  private put(at: number, high: number, low: number, line: number): void {
    this.high[at] = high;
    this.low[at] = low;
    this.lines[at] = line;
  }

  private grow(): void {
    const { high, low, lines } = this;
    this.capacity *= 2;
    this.high = new Uint32Array(this.capacity);
    this.low = new Uint32Array(this.capacity);
    this.lines = new Int32Array(this.capacity);
    lines.forEach((line, at) => {
      if (line !== 0) this.put(this.place(high[at]!, low[at]!), high[at]!, low[at]!, line);
    });
  }
}

/** Two independent 32-bit FNV-1a hashes. */
function hash(key: string): [number, number] {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  return [high >>> 0, low >>> 0];
}
