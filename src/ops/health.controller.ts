import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Public } from '../auth/permit.js';
import { DomainError } from '../errors/domain-error.js';

@Controller('health')
export class HealthController {
  constructor(private readonly database: DataSource) {}

  /** The process runs. Says nothing about what it needs, so a database outage does not restart it. */
  @Get('live')
  @Public()
  live(): { status: string } {
    return { status: 'live' };
  }

  /** It can do its work now: the database answers and has every migration. */
  @Get('ready')
  @Public()
  async ready(): Promise<{ status: string }> {
    if (await this.isBehind())
      throw new DomainError('unavailable', 'The database lacks migrations: run `dateline migrate`.');
    return { status: 'ready' };
  }

  private async isBehind(): Promise<boolean> {
    try {
      return await this.database.showMigrations();
    } catch (cause) {
      throw new DomainError('unavailable', 'The database does not answer.', {}, { cause });
    }
  }
}
