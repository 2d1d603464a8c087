/** Plain `en` would put the month first, unlike the newsroom's own times. */
const LANGUAGE = document.documentElement.lang.replace(/^en$/, 'en-GB') || 'en-GB';
const READER_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Adds the reader's own time below the newsroom's, when the clocks of the two differ at that instant. */
class LocalTime extends HTMLElement {
  connectedCallback(): void {
    const at = new Date(this.dataset['at'] ?? '');
    const zone = this.dataset['zone'];
    if (Number.isNaN(at.getTime()) || !zone || this.querySelector('small')) return;
    if (clock(at, zone) === clock(at, READER_ZONE)) return;
    const own = document.createElement('small');
    const place = READER_ZONE.replaceAll('_', ' ');
    own.textContent = `${span(at, this.dataset['until'])} ${this.dataset['yours'] ?? 'your time'} (${place})`;
    this.append(own);
  }
}

function span(at: Date, until: string | undefined): string {
  const end = new Date(until ?? '');
  if (Number.isNaN(end.getTime())) return clock(at, READER_ZONE);
  return format(READER_ZONE).formatRange(at, end);
}

function clock(at: Date, zone: string): string {
  return format(zone).format(at);
}

function format(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LANGUAGE, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
}

customElements.define('local-time', LocalTime);
