/** ms of rest before the next piece. @param took ms that the last one took; @param waiting how many are waiting */
type Rest = (took: number, waiting: number) => number;

const NONE: Rest = () => 0;

/** Lets so many pieces of work run at once; the rest waits in the order in which it came. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly rest = NONE,
  ) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) await new Promise<void>((go) => this.waiting.push(go));
    else this.running += 1;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const rest = this.rest(performance.now() - begun, this.waiting.length);
      if (rest > 0) setTimeout(() => this.next(), rest);
      else this.next();
    }
  }

  private next(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
