import { Transform, type TransformCallback } from 'node:stream';

/** Bytes without a line break beyond which no row of a list can be meant: four bytes for each letter of the longest, twice. */
const LONGEST_LINE = 2 * 1024 * 1024;
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/**
 * Passes a file on until it proves to be one endless line; the rest is then read and thrown away, so that the sender gets
 * an answer and the disk is not filled. A spreadsheet is no text and passes as it is.
 */
export class EndlessLineGuard extends Transform {
  isEndless = false;
  private sinceBreak = 0;
  private isZip: boolean | null = null;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.isZip ??= chunk.subarray(0, ZIP.length).equals(ZIP);
    if (!this.isZip) this.measure(chunk);
    if (this.isEndless) done();
    else done(null, chunk);
  }

  private measure(chunk: Buffer): void {
    const last = Math.max(chunk.lastIndexOf(0x0a), chunk.lastIndexOf(0x0d));
    this.sinceBreak = last < 0 ? this.sinceBreak + chunk.length : chunk.length - last - 1;
    this.isEndless ||= this.sinceBreak > LONGEST_LINE;
  }
}
