/** People of one outlet in one dispatch; null: without an outlet. */
export interface ReaderGroup {
  outletId: number | null;
  recipients: number;
}

/**
 * The outlets about which figures may be kept: none smaller than `least`. Nor may the others be told by subtracting what
 * is shown from the whole, so as long as fewer than `least` people would be left over, the smallest shown joins them.
 */
export function protectedGroups(groups: readonly ReaderGroup[], least: number): ReaderGroup[] {
  const shown = groups
    .filter(({ outletId, recipients }) => outletId !== null && recipients >= least)
    .sort((a, b) => b.recipients - a.recipients);
  const total = groups.reduce((sum, each) => sum + each.recipients, 0);
  let left = total - shown.reduce((sum, each) => sum + each.recipients, 0);
  while (left > 0 && left < least) {
    const smallest = shown.pop();
    if (!smallest) break;
    left += smallest.recipients;
  }
  return shown;
}
