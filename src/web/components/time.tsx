import type { VNode } from 'preact';

export type TimeStyle = 'full' | 'medium' | 'date' | 'clock';

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  full: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  medium: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

type TimeProps = { at: Date; zone: string; look?: TimeStyle; language?: string };

/** An instant in a stated zone; hovering or listening gives it in UTC as well. */
export function Time({ at, zone, look = 'medium', language = 'en-GB' }: TimeProps): VNode {
  return (
    <time dateTime={at.toISOString()} title={`${timeText(at, 'UTC', 'medium', 'en-GB')} UTC`}>
      {timeText(at, zone, look, language)}
    </time>
  );
}

/** The newsroom's time first; script adds the reader's own when their zone differs. */
export function ReaderTime(props: TimeProps): VNode {
  return (
    <local-time data-at={props.at.toISOString()} data-zone={props.zone}>
      <Time {...props} look={props.look ?? 'full'} />
    </local-time>
  );
}

/** The same instant in every zone that matters, for a lift that must not be misread. */
export function TimeInZones({
  at,
  zones,
}: {
  at: Date;
  zones: readonly { label: string; zone: string }[];
}): VNode {
  return (
    <dl class="key-values">
      {zones.map(({ label, zone }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <Time at={at} zone={zone} look="full" />
            {zone !== 'UTC' && <span class="muted"> {zone}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Throws RangeError for a zone that the runtime does not know. */
export function timeText(at: Date, zone: string, look: TimeStyle, language: string): string {
  if (look !== 'full' || !language.startsWith('en')) return formatOf(zone, look, language).format(at);
  return `${formatOf(zone, 'unzoned', language).format(at)} ${shortZoneName(at, zone)}`;
}

/** "EST": US English knows the short names that newsrooms use; British English would say "GMT-5". */
function shortZoneName(at: Date, zone: string): string {
  const parts = formatOf(zone, 'name', 'en-US').formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** Parts of the `full` look. */
const PARTS = {
  unzoned: { ...STYLES.full, timeZoneName: undefined },
  name: { timeZoneName: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making one costs 0.2 ms, more than the rest of a line. There are few zones and languages; what is past that is not kept. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 1000;

function formatOf(zone: string, look: TimeStyle | keyof typeof PARTS, language: string): Intl.DateTimeFormat {
  const key = `${language} ${look} ${zone}`;
  const known = formats.get(key);
  if (known) return known;
  const options = look === 'unzoned' || look === 'name' ? PARTS[look] : STYLES[look];
  const made = new Intl.DateTimeFormat(language, { ...options, timeZone: zone, hourCycle: 'h23' });
  if (formats.size < MOST_FORMATS) formats.set(key, made);
  return made;
}
