import { randomSecret, secretHash } from '../../src/auth/random-secret.js';
import { TOKEN_PREFIX } from '../../src/auth/api-tokens.service.js';
import type { TestNewsroom } from './build-dispatch.js';
import { FaultWorker } from './fault-worker.js';
import { freePort } from './free-port.js';

/** The web as it runs in production, in a process of its own, with a press officer's token. */
export class FaultWeb {
  private constructor(
    readonly process: FaultWorker,
    private readonly newsroom: TestNewsroom,
    private readonly origin: string,
    private readonly token: string,
  ) {}

  /** Resolves when it answers. */
  static async start(newsroom: TestNewsroom, settings: Record<string, string>): Promise<FaultWeb> {
    const port = await freePort();
    const token = TOKEN_PREFIX + randomSecret();
    await newsroom.db.query(
      `insert into api_token (user_id, name, role, token_hash) values (1, 'test', 'press_officer', $1)`,
      [secretHash(token)],
    );
    const process = FaultWorker.start({ settings: { ...settings, PORT: String(port) }, program: 'main' });
    await process.untilSaid('web.started');
    return new FaultWeb(process, newsroom, `http://127.0.0.1:${port}`, token);
  }

  /** Arms the newest version of that one's release. */
  async arm(versionId: number): Promise<Response> {
    const [release] = await this.newsroom.db.query<{ publicId: string }[]>(
      `select r.public_id as "publicId" from release r join release_version v on v.release_id = r.id where v.id = $1`,
      [versionId],
    );
    return fetch(`${this.origin}/api/releases/${release!.publicId}/dispatches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}` },
    });
  }
}
