/** How many get it; a dash while nobody is written down yet, and for what was published and sent to nobody. */
export function recipientsText(frozen: number): string {
  return frozen === 0 ? '–' : frozen.toLocaleString('en');
}
