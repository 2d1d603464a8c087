import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { record } from '../audit/record.js';
import type { Actor } from '../auth/actor.js';
import { notFound } from '../errors/domain-error.js';

/** A person's answers for mails in doubt that change no delivery. To send them again: DispatchService.resendDoubtful. */
@Injectable()
export class DoubtsService {
  constructor(private readonly database: DataSource) {}

  /**
   * Leaves what is in doubt at this moment as it is: nobody is asked about it again. The state stays `in_doubt`, and
   * later evidence still resolves it.
   * @returns how many are left
   */
  async leave(actor: Actor, dispatchId: number): Promise<number> {
    return this.database.transaction(async (manager) => {
      const [dispatch] = await manager.query<{ count: number }[]>(
        `select (select count(*)::int from delivery x where x.dispatch_id = d.id and x.state = 'in_doubt'
                    and (d.doubts_left_at is null or x.settled_at > d.doubts_left_at)) as count
           from dispatch d where d.id = $1 for update`,
        [dispatchId],
      );
      if (!dispatch) throw notFound('dispatch');
      await manager.query(`update dispatch set doubts_left_at = now() where id = $1`, [dispatchId]);
      await record(manager, {
        actor,
        action: 'dispatch.doubtful_left',
        subjectType: 'dispatch',
        subjectId: dispatchId,
        detail: { deliveries: dispatch.count },
      });
      return dispatch.count;
    });
  }
}
