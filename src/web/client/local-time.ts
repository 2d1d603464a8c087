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
    own.textContent = `${clock(at, READER_ZONE)} your time (${READER_ZONE.replaceAll('_', ' ')})`;
    this.append(own);
  }
}

function clock(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
}

customElements.define('local-time', LocalTime);
