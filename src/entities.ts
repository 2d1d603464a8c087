import { Beat } from './contacts/beat.entity.js';
import { ContactBeat } from './contacts/contact-beat.entity.js';
import { ContactMerge } from './contacts/contact-merge.entity.js';
import { Contact } from './contacts/contact.entity.js';
import { Outlet } from './contacts/outlet.entity.js';
import { Suppression } from './contacts/suppression.entity.js';
import { TrustEvent } from './contacts/trust-event.entity.js';
import { ApiToken } from './auth/api-token.entity.js';
import { AttemptBucket } from './auth/attempt-bucket.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { Session } from './auth/session.entity.js';
import { SignInLink } from './auth/sign-in-link.entity.js';
import { StaffUser } from './users/staff-user.entity.js';
import { DeliveryChunk } from './delivery/delivery-chunk.entity.js';
import { DeliveryEvent } from './delivery/delivery-event.entity.js';
import { Delivery } from './delivery/delivery.entity.js';
import { WorkerSeen } from './delivery/worker-seen.entity.js';
import { DispatchTier } from './dispatch/dispatch-tier.entity.js';
import { Dispatch } from './dispatch/dispatch.entity.js';
import type { EntityClass } from './database/data-source.js';
import { ConsentEvent } from './subscriptions/consent-event.entity.js';
import { Subscription } from './subscriptions/subscription.entity.js';
import { Topic } from './subscriptions/topic.entity.js';

/** Every entity of every feature, in the order of the folders. A test asserts that they match the migrations. */
export const entities: EntityClass[] = [
  StaffUser,
  Session,
  SignInLink,
  ApiToken,
  AttemptBucket,
  AuditEntry,
  Outlet,
  Beat,
  Contact,
  ContactBeat,
  ContactMerge,
  TrustEvent,
  Suppression,
  Topic,
  Subscription,
  ConsentEvent,
  Delivery,
  DeliveryChunk,
  DeliveryEvent,
  WorkerSeen,
  Dispatch,
  DispatchTier,
];
