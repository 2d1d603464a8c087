/** What became of a single mail that was handed to a relay. */
export interface MailOutcome {
  state: 'accepted' | 'refused' | 'deferred' | 'in_doubt';
  reply: string | null;
}

interface SmtpTrouble {
  responseCode?: number;
  response?: string;
  syscall?: string;
  cause?: unknown;
}

/**
 * Only a reply code is definite, and a connection that was never made. All else may have happened after the relay took
 * the mail: it is in doubt, and not sent again.
 */
export function mailOutcome(error: unknown): MailOutcome {
  const trouble = ((error as SmtpTrouble).cause ?? error) as SmtpTrouble;
  const { responseCode, response, syscall } = trouble;
  const reply = response ?? String(trouble);
  if (responseCode !== undefined) return { state: responseCode >= 500 ? 'refused' : 'deferred', reply };
  const neverConnected = syscall === 'connect' || syscall === 'getaddrinfo';
  return { state: neverConnected ? 'deferred' : 'in_doubt', reply };
}
