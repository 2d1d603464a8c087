import type { CookieSerializeOptions } from '@fastify/cookie';
import type { Env } from '../config/env.js';

/**
 * On https the `__Host-` prefix makes browsers refuse the cookie unless it is Secure, for this host alone and for all
 * paths (RFC 6265bis section 4.1.3.2), so no neighbouring subdomain can plant one.
 */
export function sessionCookie(env: Pick<Env, 'PUBLIC_URL'>): {
  name: string;
  options: CookieSerializeOptions;
} {
  const secure = env.PUBLIC_URL.startsWith('https:');
  return {
    name: secure ? '__Host-dateline' : 'dateline',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  };
}
