/** "24 Nov", on the axis of days; with its year where the days are so many that it could be another. */
export function dayText(days: number): (at: Date) => string {
  const year = days > 300 ? ({ year: '2-digit' } as const) : {};
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...year,
  });
  return (at) => format.format(at);
}

/** "2.4 %"; nothing of nothing is a dash. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
