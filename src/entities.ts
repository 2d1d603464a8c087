import { Audience } from './contacts/audience.entity.js';
import { Beat } from './contacts/beat.entity.js';
import { ContactBeat } from './contacts/contact-beat.entity.js';
import { ContactMerge } from './contacts/contact-merge.entity.js';
import {
  ContactImport,
  ContactImportPart,
  ContactImportPiece,
  ContactImportRefusal,
} from './contacts/import/contact-import.entity.js';
import { Contact } from './contacts/contact.entity.js';
import { Outlet } from './contacts/outlet.entity.js';
import { Suppression } from './contacts/suppression.entity.js';
import { TrustEvent } from './contacts/trust-event.entity.js';
import { ApiToken } from './auth/api-token.entity.js';
import { AttemptBucket } from './auth/attempt-bucket.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { KeptForm } from './auth/kept-form.entity.js';
import { Session } from './auth/session.entity.js';
import { SignInLink } from './auth/sign-in-link.entity.js';
import { StaffUser } from './users/staff-user.entity.js';
import { DeliveryChunk } from './delivery/delivery-chunk.entity.js';
import { DeliveryEvent } from './delivery/delivery-event.entity.js';
import { DestinationHold } from './delivery/destination-hold.entity.js';
import { Delivery } from './delivery/delivery.entity.js';
import { WorkerSeen } from './delivery/worker-seen.entity.js';
import { CalendarFeed } from './desk/calendar-feed.entity.js';
import { Digest } from './dispatch/digest.entity.js';
import { EarlyOffer } from './dispatch/early-offer.entity.js';
import { DispatchTier } from './dispatch/dispatch-tier.entity.js';
import { Dispatch } from './dispatch/dispatch.entity.js';
import { Bounce } from './bounces/bounce.entity.js';
import { Letter } from './delivery/letter.entity.js';
import { SingleBounce } from './bounces/single-bounce.entity.js';
import { InboundMail } from './bounces/inbound-mail.entity.js';
import { WebhookSeen } from './bounces/webhook-seen.entity.js';
import { InboundRefusal } from './bounces/inbound-refusal.entity.js';
import { MailboxMail } from './mailbox/mailbox-mail.entity.js';
import type { EntityClass } from './database/data-source.js';
import { Approval } from './releases/approval.entity.js';
import { AssetContent } from './releases/asset-content.entity.js';
import { Asset } from './releases/asset.entity.js';
import { Boilerplate } from './releases/boilerplate.entity.js';
import { EarlyCode } from './releases/early-code.entity.js';
import { EarlyView } from './releases/early-view.entity.js';
import { LinkCheck } from './releases/link-check.entity.js';
import { KeptPressContact } from './releases/press-contact.entity.js';
import { ReleaseRevision } from './releases/release-revision.entity.js';
import { ReleaseVersion } from './releases/release-version.entity.js';
import { Release } from './releases/release.entity.js';
import { TermsAnswer } from './releases/terms-answer.entity.js';
import { ConsentEvent } from './subscriptions/consent-event.entity.js';
import { Notice } from './subscriptions/notice.entity.js';
import { AddressChange } from './subscriptions/address-change.entity.js';
import { SubscriptionRequest } from './subscriptions/subscription-request.entity.js';
import { Subscription } from './subscriptions/subscription.entity.js';
import { Topic } from './subscriptions/topic.entity.js';

/** Every entity of every feature, in the order of the folders. A test asserts that they match the migrations. */
export const entities: EntityClass[] = [
  StaffUser,
  Session,
  KeptForm,
  SignInLink,
  ApiToken,
  CalendarFeed,
  AttemptBucket,
  AuditEntry,
  Outlet,
  Audience,
  Beat,
  Contact,
  ContactBeat,
  ContactMerge,
  TrustEvent,
  ContactImport,
  ContactImportPart,
  ContactImportPiece,
  ContactImportRefusal,
  Suppression,
  Topic,
  Subscription,
  ConsentEvent,
  SubscriptionRequest,
  AddressChange,
  Notice,
  Asset,
  AssetContent,
  Release,
  ReleaseVersion,
  ReleaseRevision,
  Approval,
  TermsAnswer,
  EarlyView,
  EarlyCode,
  LinkCheck,
  KeptPressContact,
  Boilerplate,
  Delivery,
  DeliveryChunk,
  DeliveryEvent,
  WorkerSeen,
  DestinationHold,
  Dispatch,
  DispatchTier,
  EarlyOffer,
  Digest,
  InboundMail,
  InboundRefusal,
  WebhookSeen,
  Bounce,
  SingleBounce,
  Letter,
  MailboxMail,
];
