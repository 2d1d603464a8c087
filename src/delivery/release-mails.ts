import type { MailBuilder } from './chunk-run.js';

/** Makes the mails of a tier of a dispatch. */
export abstract class ReleaseMails {
  /** Rendered once per dispatch and tier and kept; throws when the version cannot be rendered. */
  abstract builderFor(dispatchId: number, tier: 'early' | 'general'): Promise<MailBuilder>;
}
