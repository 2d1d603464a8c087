import { isIP } from 'node:net';
import type { ImapFlowOptions } from 'imapflow';

export interface ImapAccount {
  options: ImapFlowOptions;
  folder: string;
}

/**
 * Reads `imaps://user:password@host:port/folder`; user and password percent-encoded, the folder INBOX when absent. `imap://`
 * must become TLS by STARTTLS, except on the loopback interface: the password never travels in clear.
 * @throws Error that says what is wrong, never the password
 */
export function imapAccount(text: string): ImapAccount {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^imaps?:$/.test(url.protocol) || !url.username || !url.password)
    throw new Error('IMAP_URL must be imaps://user:password@host/folder.');
  const isTls = url.protocol === 'imaps:';
  return {
    options: {
      host: url.hostname,
      port: Number(url.port || (isTls ? 993 : 143)),
      secure: isTls,
      ...(isTls || isLoopback(url.hostname) ? {} : { doSTARTTLS: true }),
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    },
    folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
