/**
 * What one mail may cost. A bounce is text of a few kilobytes with at most the original message behind it;
 * whatever goes beyond these figures is not a bounce but an attempt (or an accident), and is stored unread.
 */
export interface ReadingLimits {
  /** The whole mail, in bytes. */
  maxBytes: number;
  /** MIME parts in total; the original message inside a bounce counts as one. */
  maxParts: number;
  /** One header section (of the mail or of a part), in bytes. */
  maxHeaderBytes: number;
  /** Multiparts within multiparts. */
  maxDepth: number;
  /** Characters of readable text that are looked at; the rest of a longer text is ignored, not refused. */
  maxTextChars: number;
  /** Recipients in one report; the rest is ignored. */
  maxRecipients: number;
}

export const defaultReadingLimits: ReadingLimits = {
  maxBytes: 20 * 1024 * 1024,
  maxParts: 500,
  maxHeaderBytes: 256 * 1024,
  maxDepth: 12,
  maxTextChars: 96 * 1024,
  maxRecipients: 100,
};

export type ExceededLimit = 'bytes' | 'parts' | 'header' | 'depth';
