import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';

const NOBODY = 65534;

/** A real IMAP server with one empty mailbox, on the loopback interface. */
export class Dovecot {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<Dovecot> {
    const folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
    // The mailbox belongs to another user when the test runs as root.
    chmodSync(folder, 0o755);
    const dovecot = new Dovecot(folder, await freePort());
    const isRoot = process.getuid?.() === 0;
    mkdirSync(join(folder, 'home'));
    if (isRoot) chownSync(join(folder, 'home'), NOBODY, NOBODY);
    writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, dovecot.port, isRoot));
    await dovecot.run();
    return dovecot;
  }

  get url(): string {
    return `imap://bounces:secret-of-the-test@127.0.0.1:${this.port}/`;
  }

  /** Puts a mail into a folder as a delivery agent does. */
  async deliver(mail: string): Promise<void> {
    await this.with((client) => client.append('INBOX', Buffer.from(mail)));
  }

  async with<T>(use: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user: 'bounces', pass: 'secret-of-the-test' };
    const client = new ImapFlow({ host: '127.0.0.1', port: this.port, secure: false, auth, logger: false });
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.logout();
    }
  }

  async run(): Promise<void> {
    this.process = spawn('dovecot', ['-F', '-c', join(this.folder, 'dovecot.conf')], {
      stdio: 'ignore',
      env: { PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    for (let tries = 0; ; tries++) {
      try {
        await this.with(() => Promise.resolve());
        return;
      } catch (error) {
        if (tries > 100) throw new Error(`Dovecot does not start: ${this.log()}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Ends the server; `run` starts it again with the same mails. */
  async halt(): Promise<void> {
    const { process: child } = this;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private log(): string {
    try {
      return readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000);
    } catch {
      return 'it wrote no log';
    }
  }
}

function configuration(folder: string, port: number, isRoot: boolean): string {
  const me = userInfo();
  const uid = isRoot ? NOBODY : me.uid;
  const gid = isRoot ? NOBODY : me.gid;
  const users = isRoot
    ? ''
    : `default_internal_user = ${me.username}\ndefault_login_user = ${me.username}\ndefault_internal_group = ${me.gid}\n`;
  return `${users}
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mailbox_idle_check_interval = 1s
mail_location = maildir:${folder}/home/mail
passdb {
  driver = static
  args = password=secret-of-the-test
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
