import type { Env } from '../config/env.js';
import type { BounceRules } from './keep-bounce.js';

/** The rules as the settings give them; their defaults are in `src/config/env.ts` and in docs/bounces.md. */
export function bounceRules(env: Env): BounceRules {
  return {
    windowDays: env.BOUNCE_WINDOW_DAYS,
    policy: {
      softLimit: env.BOUNCE_SOFT_LIMIT,
      softDays: env.BOUNCE_SOFT_DAYS,
      suppressDays: env.BOUNCE_REST_DAYS,
      outOfReachLimit: env.BOUNCE_OUT_OF_REACH_LIMIT,
      outOfReachDays: env.BOUNCE_OUT_OF_REACH_DAYS,
    },
    hold: { after: env.DESTINATION_HOLD_AFTER, minutes: env.DESTINATION_HOLD_MINUTES },
  };
}
