import type { BodyDoc } from './parse-body.js';

// Plain serialisable data: what rendering needs to know of a release, and nothing of how it is stored.

export type ReleaseType = 'press_release' | 'statement' | 'report' | 'advisory';

/** What the mail is about: the release itself, or a notice on one that was sent before. */
export type ReleaseKind = 'original' | 'correction' | 'update' | 'hold' | 'kill';

export interface ReleaseImage {
  /** Found in `RenderContext.imageUrls`. */
  imageId: string;
  alt: string;
  credit: string;
  caption?: string;
}

/** The block of a media advisory. Each part is plain text; line ends are kept. */
export interface AdvisoryBlock {
  who: string;
  what: string;
  when: string;
  where: string;
  /** More labelled lines, e.g. RSVP or VISUALS. */
  more?: { label: string; text: string }[];
}

export interface PressContact {
  name: string;
  role?: string;
  email?: string;
  phone?: string;
}

export interface Organisation {
  name: string;
  /** The newsroom or the organisation's own page. */
  url?: string;
  /** Printed in the footer; required by law in several countries (CAN-SPAM among them). */
  postalAddress?: string;
}

export interface Embargo {
  /** ISO 8601 with offset or Z: the instant that the database enforces. */
  instant: string;
  /** IANA zone in which the press officer gave the time. */
  zone: string;
}

export interface ReleaseContent {
  kind: ReleaseKind;
  type: ReleaseType;
  /** BCP 47, e.g. `en`, `es-MX`, `ar`. Decides labels, dates and direction. */
  language: string;
  headline: string;
  subhead?: string;
  /** "Dilley, TX and Leesport, PA": set before the first paragraph, the dash is added. */
  dateline?: string;
  body: BodyDoc;
  image?: ReleaseImage;
  advisory?: AdvisoryBlock;
  pressContacts: PressContact[];
  boilerplate?: string;
  organisation: Organisation;
  /** Defaults to the headline. The mark of an embargo or notice is added in front. */
  subject?: string;
  /** The line a mail client shows after the subject. Defaults to the subhead, else the first words. */
  preheader?: string;
  /** What was corrected or updated, or why the release is held or withdrawn; plain text. */
  noticeText?: string;
  embargo?: Embargo;
  /** Names of the topics by which the recipients get it, for the footer. */
  topics?: string[];
}

/** `early`: trusted contacts before the lift, under the embargo mark. `everyone`: at the lift or later. */
export type ReleaseTier = 'early' | 'everyone';

export interface RenderContext {
  tier: ReleaseTier;
  /** IANA zone of the newsroom, shown beside UTC. */
  newsroomZone: string;
  /** Address of each image by its id: https, `cid:` for attached ones. An image without one is left out. */
  imageUrls: Record<string, string>;
  /** Origin and path under which clicks are counted; without it links stay as they are. */
  clickBaseUrl?: string;
  /** Origin and path of the open pixel; without it there is none. */
  openBaseUrl?: string;
  /** The release's address on the web where it is the same for everybody: then it is counted as the other links are. */
  viewUrl?: string;
}

/**
 * The places that differ from one recipient to the next. They stand in rendered HTML and text as markers
 * (see slot-markers.ts) that no content can forge.
 * - `viewUrl` the release on the web, `preferencesUrl`, `unsubscribeUrl`: whole https addresses
 * - `trackToken` the recipient's token in counted links and the pixel
 */
export type SlotName = 'viewUrl' | 'preferencesUrl' | 'unsubscribeUrl' | 'trackToken';

export interface RenderedRelease {
  subject: string;
  preheader: string;
  /** With slot markers. */
  html: string;
  /** With slot markers; LF line ends, wrapped at 72 columns. */
  text: string;
  /** Original addresses of the counted links; their index stands in `{clickBaseUrl}/{index}/{token}`. */
  links: string[];
}
