import type { PressContact, ReleaseKind, ReleaseType } from '../rendering/release-content.js';
import type { BodyDoc } from '../rendering/parse-body.js';

export const releaseTypes = [
  'press_release',
  'statement',
  'report',
  'advisory',
] as const satisfies ReleaseType[];
export const releaseKinds = [
  'original',
  'correction',
  'update',
  'hold',
  'kill',
] as const satisfies ReleaseKind[];

/** The picture that leads a release. Without alternative text and credit it cannot be sent. */
export interface LeadImage {
  /** The asset's public id. */
  imageId: string;
  /** Hex; of the file as it was uploaded. */
  sha256: string;
  /** Pixels. */
  width: number;
  height: number;
  alt: string;
  credit: string;
  caption: string;
}

export interface AttachedFile {
  /** The asset's public id. */
  fileId: string;
  /** Hex. */
  sha256: string;
  /** As journalists see it and save it. */
  name: string;
  mediaType: string;
  bytes: number;
}

/** A time of an event: what the clock there shows, and the instant (ISO 8601, UTC). */
export interface EventTime {
  wall: string;
  zone: string;
  at: string;
}

/** WHO / WHAT / WHEN / WHERE of a media advisory. */
export interface Advisory {
  who: string;
  what: string;
  where: string;
  starts: EventTime | null;
  ends: EventTime | null;
  more: { label: string; text: string }[];
}

/** What a person writes: all of it is covered by an approval. */
export interface WrittenContent {
  notice: string;
  type: ReleaseType;
  language: string;
  headline: string;
  subhead: string;
  dateline: string;
  body: BodyDoc;
  advisory: Advisory | null;
  image: LeadImage | null;
  files: AttachedFile[];
  pressContacts: PressContact[];
  boilerplate: string;
  subject: string;
  preheader: string;
}

export type { BodyDoc, PressContact, ReleaseKind, ReleaseType };
