/** Long enough for the longest cell in UTF-8. */
const BLOCK = 1 << 20;

/**
 * The texts that the cells of a spreadsheet name by number, in a few large buffers: as strings of their own they would
 * take several times the space, and keep the pieces of XML alive that they were cut from.
 */
export class SharedTexts {
  private readonly blocks: Buffer[] = [];
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private used = BLOCK;

  /** What they take, in bytes; what is kept beside each text included. */
  get size(): number {
    return this.blocks.length * BLOCK + this.starts.length * 16;
  }

  /** The text of the next number; at most 256 K letters. */
  add(text: string): void {
    const most = text.length * 3;
    if (this.used + most > BLOCK) this.begin(most);
    const start = (this.blocks.length - 1) * BLOCK + this.used;
    const length = this.blocks.at(-1)!.write(text, this.used);
    this.starts.push(start);
    this.lengths.push(length);
    this.used += length;
  }

  /** Empty if there is none of this number. */
  at(number: number): string {
    const start = this.starts[number];
    if (start === undefined) return '';
    const from = start % BLOCK;
    return this.blocks[Math.floor(start / BLOCK)]!.toString('utf8', from, from + this.lengths[number]!);
  }

  private begin(most: number): void {
    if (most > BLOCK) throw new RangeError('a text longer than a block');
    this.blocks.push(Buffer.allocUnsafeSlow(BLOCK));
    this.used = 0;
  }
}
