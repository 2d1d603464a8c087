import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../users/may.js';

/** What a route asks of whoever calls it. A route without a declaration is refused to everybody. */
export type Access = { for: 'public' } | { for: 'staff' } | { for: 'permission'; permission: Permission };

export const ACCESS = 'dateline:access';
export const CROSS_SITE = 'dateline:cross-site';

/** Needs a signed-in person, or a token, whose role has this permission (see `may`). */
export const Permit = (permission: Permission) =>
  SetMetadata(ACCESS, { for: 'permission', permission } satisfies Access);

/** Needs somebody signed in, of whatever role: pages about oneself. */
export const SignedIn = () => SetMetadata(ACCESS, { for: 'staff' } satisfies Access);

/** Open to everybody. What may be seen there is the business of the visibility rule. */
export const Public = () => SetMetadata(ACCESS, { for: 'public' } satisfies Access);

/**
 * May be called by other sites and by mail programs: the one-click POST of RFC 8058, webhooks.
 * Such a route must not act on the caller's session cookie; the guard hides it from the route.
 */
export const CrossSite = () => SetMetadata(CROSS_SITE, true);
