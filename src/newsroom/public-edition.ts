import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';

/**
 * Asks the database whether anything public may have changed. Who asks while a question is under way shares the next one
 * with everybody else who waits: so nobody gets an answer from before they came, and a flood costs one question at a time.
 */
@Injectable()
export class PublicEdition {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<string> | null = null;

  constructor(private readonly source: DataSource) {}

  current(): Promise<string> {
    return (this.next ??= this.askAfter(this.running));
  }

  private async askAfter(earlier: Promise<unknown>): Promise<string> {
    await earlier.catch(() => undefined);
    this.next = null;
    const asked = this.ask();
    this.running = asked;
    return asked;
  }

  private async ask(): Promise<string> {
    const [row] = await preparedQuery<{ edition: string }>(
      this.source.manager,
      'select public_edition() as edition',
    );
    return row?.edition ?? '';
  }
}
