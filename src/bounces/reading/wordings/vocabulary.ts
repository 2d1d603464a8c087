/**
 * The words of one language for the things that servers speak of, as alternatives of an expression in lower case.
 * Stems: what follows a stem in the same word does not matter.
 */
export interface Vocabulary {
  /** User, recipient, address, mailbox, account. */
  who: string;
  /** Does not exist, was not found, unknown. */
  missing: string;
  full?: string;
  /** Locked, suspended, switched off. */
  closed?: string;
  domain?: string;
  sender?: string;
  /** The person has left: whole phrases. */
  left?: string;
  /** Access denied: whole phrases. */
  denied?: string;
  /** "Message too large": whole phrases. */
  large?: string;
}
