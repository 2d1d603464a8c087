import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import { DomainError } from '../errors/domain-error.js';
import { callerKey } from '../auth/caller-key.js';
import { type Rate, RateLimit } from './rate-limit.js';

/** Generous for people behind one office address, narrow for what tries passwords. One-click unsubscribes arrive from few addresses. */
const RATES = {
  signIn: { burst: 20, perSecond: 0.2 },
  publicForm: { burst: 1000, perSecond: 100 },
  change: { burst: 300, perSecond: 50 },
  read: { burst: 600, perSecond: 50 },
  /** Counted links and pictures of mails come from the few addresses of a provider's proxy, all at once after a lift. */
  mailLink: { burst: 20_000, perSecond: 1000 },
} satisfies Record<string, Rate>;

type RateClass = keyof typeof RATES;

/** Refuses floods before the body is read. `RATE_LIMITS=off` leaves it out. */
export function limitRequests(fastify: FastifyInstance, env: Env): void {
  if (!env.RATE_LIMITS) return;
  const limits = Object.fromEntries(
    Object.entries(RATES).map(([name, rate]) => [name, new RateLimit(rate)]),
  ) as Record<RateClass, RateLimit>;
  fastify.addHook('onRequest', async (request, reply) => {
    const wait = limits[rateClass(request)].take(callerKey(request.ip), Date.now());
    if (wait === 0) return;
    reply.header('retry-after', String(wait));
    throw new DomainError('too_many', `Too many requests. Try again in ${wait} seconds.`);
  });
}

export function rateClass(request: Pick<FastifyRequest, 'method' | 'url'>): RateClass {
  if (request.method === 'GET' || request.method === 'HEAD')
    return /^\/[lo]\//.test(request.url) ? 'mailLink' : 'read';
  if (/^\/sign-in/i.test(request.url)) return 'signIn';
  return /^\/(desk|api|webhooks)(\/|$|\?)/i.test(request.url) ? 'change' : 'publicForm';
}
