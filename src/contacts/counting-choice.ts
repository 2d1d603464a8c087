import type { Env } from '../config/env.js';
import type { Contact } from './contact.entity.js';

/** What a journalist said about opens and clicks being counted, as `counting_choice` in the database names it. */
export type CountingChoice = 'agreed' | 'declined' | 'unsaid';

export function countingChoice(contact: Pick<Contact, 'measured' | 'measuringDeclined'>): CountingChoice {
  if (contact.measuringDeclined) return 'declined';
  return contact.measured ? 'agreed' : 'unsaid';
}

/**
 * Whose opens and clicks are counted: nobody's, those of who agreed, or of everybody who did not decline. Whoever is
 * not counted gets mails without counted links.
 */
export function countedChoices(mode: Env['MEASURE']): CountingChoice[] {
  if (mode === 'off') return [];
  return mode === 'agreed' ? ['agreed'] : ['agreed', 'unsaid'];
}

/** Whether this journalist's opens and clicks are counted under the setting as it is. */
export function isCounted(
  contact: Pick<Contact, 'measured' | 'measuringDeclined'>,
  mode: Env['MEASURE'],
): boolean {
  return countedChoices(mode).includes(countingChoice(contact));
}
