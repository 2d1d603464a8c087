import { oneLine } from './reply-parser.js';
import { SmtpConnectError, type SmtpDialogue } from './smtp-dialogue.js';
import type { SmtpCredentials } from './smtp-server-url.js';

/**
 * AUTH PLAIN (RFC 4616) or LOGIN, whichever the server offers first of the two in this order. The caller has made
 * sure that the line is secured.
 * @throws SmtpConnectError with the server's words; never with the password
 */
export async function signIn(
  dialogue: SmtpDialogue,
  credentials: SmtpCredentials,
  methods: readonly string[],
  timeoutMs: number,
): Promise<void> {
  const { user } = credentials;
  const password = credentials.reveal();
  if (methods.includes('PLAIN')) {
    return answered(dialogue, `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235, timeoutMs);
  }
  if (!methods.includes('LOGIN')) {
    throw new SmtpConnectError(
      'auth',
      `auth: the server offers ${methods.join(', ') || 'nothing'}, not PLAIN or LOGIN`,
    );
  }
  await answered(dialogue, 'AUTH LOGIN', 334, timeoutMs);
  await answered(dialogue, base64(user), 334, timeoutMs);
  await answered(dialogue, base64(password), 235, timeoutMs);
}

async function answered(
  dialogue: SmtpDialogue,
  line: string,
  code: number,
  timeoutMs: number,
): Promise<void> {
  const reply = await dialogue.ask('auth', line, timeoutMs);
  if (reply.code !== code) throw new SmtpConnectError('auth', `auth: ${oneLine(reply)}`, reply.code);
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
