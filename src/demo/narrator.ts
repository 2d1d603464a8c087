const WIDTH = 30;

/** Tells what happens, line by line, with the time since the start; a bar moves in place on a terminal. */
export class Narrator {
  private readonly startedAt = Date.now();
  private isBarOpen = false;
  private lastBar = '';

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  say(line: string): void {
    this.endBar();
    const seconds = ((Date.now() - this.startedAt) / 1000).toFixed(1).padStart(5);
    this.out.write(`[${seconds} s] ${line}\n`);
  }

  /** A claim that was checked. @throws Error when it does not hold */
  holds(claim: string, isTrue: boolean, found?: unknown): void {
    if (!isTrue)
      throw new Error(`Not so: ${claim}${found === undefined ? '' : ` (found ${JSON.stringify(found)})`}`);
    this.say(`  ✓ ${claim}`);
  }

  bar(label: string, done: number, total: number): void {
    const isRepeated = this.lastBar === `${label} ${done}`;
    if (isRepeated || (!this.out.isTTY && done < total)) return;
    this.lastBar = `${label} ${done}`;
    const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.out.write(`${this.isBarOpen ? '\r' : ''}          ${bar} ${done}/${total} ${label}`);
    this.isBarOpen = true;
    if (done >= total) this.endBar();
  }

  private endBar(): void {
    if (this.isBarOpen) this.out.write('\n');
    this.isBarOpen = false;
  }
}
