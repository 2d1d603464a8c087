import type { Env } from '../config/env.js';
import { openToken, type SigningKeys, signToken } from '../auth/signed-token.js';

/** Injection token of the keys that sign journalists' links. */
export const SIGNING_KEYS = Symbol('SIGNING_KEYS');

/** What a link may be used for; a token for one purpose opens for no other. */
const purposes = {
  unsubscribe: 'unsubscribe',
  preferences: 'preferences',
  confirm: 'confirm-subscription',
  address: 'change-address',
  data: 'personal-data',
  objection: 'objection',
} as const;

type Newsroom = Pick<Env, 'PUBLIC_URL'>;

/**
 * The recipient's own one-click link (RFC 8058). It names them by id; the delivery, if given, says which mail it was in.
 * These two cost one HMAC each: they run for every recipient.
 */
export function unsubscribeUrl(
  env: Newsroom,
  keys: SigningKeys,
  contactId: number,
  deliveryId?: number,
): string {
  return `${env.PUBLIC_URL}/u/${signToken(keys, purposes.unsubscribe, recipient(contactId, deliveryId))}`;
}

export function preferencesUrl(
  env: Newsroom,
  keys: SigningKeys,
  contactId: number,
  deliveryId?: number,
): string {
  return `${env.PUBLIC_URL}/p/${signToken(keys, purposes.preferences, recipient(contactId, deliveryId))}`;
}

/** Leads to a page; only its button confirms. The request itself says until when. */
export function confirmUrl(env: Newsroom, keys: SigningKeys, requestId: number): string {
  return `${env.PUBLIC_URL}/c/${signToken(keys, purposes.confirm, [requestId])}`;
}

export type AddressSide = 'old' | 'new';

/** Each of the two mailboxes gets its own: only both together change the address. */
export function addressChangeUrl(
  env: Newsroom,
  keys: SigningKeys,
  changeId: number,
  side: AddressSide,
): string {
  return `${env.PUBLIC_URL}/address/${signToken(keys, purposes.address, [changeId, side])}`;
}

export type PersonalDataAction = 'download' | 'erase';

/** Sent to the mailbox itself, for what a forwarded mail must not allow. `expires` in seconds since 1970. */
export function personalDataUrl(
  env: Newsroom,
  keys: SigningKeys,
  contactId: number,
  action: PersonalDataAction,
  expires: number,
): string {
  return `${env.PUBLIC_URL}/my-data/${signToken(keys, purposes.data, [contactId, action, expires])}`;
}

/** One click of a person who was put on the list by others (GDPR Art. 21). */
export function objectionUrl(env: Newsroom, keys: SigningKeys, contactId: number): string {
  return `${env.PUBLIC_URL}/objection/${signToken(keys, purposes.objection, [contactId])}`;
}

export interface Recipient {
  contactId: number;
  deliveryId: number | null;
}

/** Null for whatever is not exactly one of our links. */
export function openUnsubscribe(keys: SigningKeys, token: string): Recipient | null {
  return asRecipient(openToken(keys, purposes.unsubscribe, token));
}

export function openPreferences(keys: SigningKeys, token: string): Recipient | null {
  return asRecipient(openToken(keys, purposes.preferences, token));
}

/** The id of the request to subscribe. */
export function openConfirm(keys: SigningKeys, token: string): number | null {
  const [id] = openToken(keys, purposes.confirm, token) ?? [];
  return typeof id === 'number' ? id : null;
}

/** The contact who objects. */
export function openObjection(keys: SigningKeys, token: string): number | null {
  const [id] = openToken(keys, purposes.objection, token) ?? [];
  return typeof id === 'number' ? id : null;
}

export function openAddressChange(
  keys: SigningKeys,
  token: string,
): { changeId: number; side: AddressSide } | null {
  const [changeId, side] = openToken(keys, purposes.address, token) ?? [];
  if (typeof changeId !== 'number' || (side !== 'old' && side !== 'new')) return null;
  return { changeId, side };
}

export function openPersonalData(
  keys: SigningKeys,
  token: string,
  now: Date,
): { contactId: number; action: PersonalDataAction } | null {
  const [contactId, action, expires] = openToken(keys, purposes.data, token) ?? [];
  if (typeof contactId !== 'number' || typeof expires !== 'number' || expires * 1000 < now.getTime())
    return null;
  return action === 'download' || action === 'erase' ? { contactId, action } : null;
}

function recipient(contactId: number, deliveryId: number | undefined): number[] {
  return deliveryId === undefined ? [contactId] : [contactId, deliveryId];
}

function asRecipient(payload: (number | string)[] | null): Recipient | null {
  const [contactId, deliveryId] = payload ?? [];
  if (typeof contactId !== 'number') return null;
  return { contactId, deliveryId: typeof deliveryId === 'number' ? deliveryId : null };
}
