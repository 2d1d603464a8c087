import type { VNode } from 'preact';
import type { EmbargoDescription, LocalTime } from '../releases/describe-embargo.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { DateTimeWithZone } from '../web/components/date-time-with-zone.js';
import { Field, FormErrors, describedBy, fieldNames, type FieldProps } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { type FormState, valueOf } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { ReleaseHeader } from './releases-header.js';
import { type OpenRelease, releasePath } from './releases-open.js';

export interface EmbargoPageProps {
  shell: DeskShell;
  release: OpenRelease;
  form: FormState;
  /** What the stored embargo means elsewhere; null: for immediate release. */
  meaning: EmbargoDescription | null;
  /** Wall times in the embargo's zone, `YYYY-MM-DDTHH:MM`. */
  early: string;
  stopAfter: string;
  zone: string;
  canChange: boolean;
}

const LABELS = {
  embargo: 'Embargo',
  'embargo.local': 'Embargo',
  'embargo.zone': 'Time zone',
  early: 'Early access',
  stopAfter: 'Stop after',
};

export function embargoPage(props: EmbargoPageProps): string {
  const { shell, release, meaning, canChange } = props;
  return page(
    <DeskPage title="Embargo" active="releases" {...shell}>
      <ReleaseHeader release={release} tab="embargo" />
      <div class="columns">
        <Section title="When may it be used?">
          {canChange ? <EmbargoForm {...props} /> : <NoChange release={release} />}
        </Section>
        <Section title="What that means">
          <Meaning meaning={meaning} />
        </Section>
      </div>
    </DeskPage>,
  );
}

function NoChange({ release }: { release: OpenRelease }): VNode {
  return (
    <Notice tone="info">
      {release.facts.generalStarted
        ? 'This version has gone out; its embargo has lifted.'
        : 'Your role may look at the embargo, not change it.'}
    </Notice>
  );
}

function EmbargoForm({ release, form, early, stopAfter, zone }: EmbargoPageProps): VNode {
  const { embargoWall, embargoZone } = release.version;
  return (
    <form class="form" method="post" action={`${releasePath(release.publicId)}/embargo`} noValidate>
      <FormErrors form={form} labels={LABELS} />
      <DateTimeWithZone
        name="embargo"
        label="Embargo until"
        required={false}
        hint="The moment at which mails leave and the newsroom page opens. Leave the date empty for immediate release."
        local={embargoWall ?? ''}
        zone={embargoZone ?? zone}
        commonZones={[zone]}
        form={form}
      />
      <WallTime
        name="early"
        label="Early access from"
        required={false}
        hint="Trusted journalists who accepted the terms get it then, under the mark “Embargoed until”. In the same time zone."
        value={early}
        form={form}
      />
      <WallTime
        name="stopAfter"
        label="Stop sending after"
        required={false}
        hint="What has not left by then stays here. For news that is worth nothing later. In the same time zone."
        value={stopAfter}
        form={form}
      />
      <Voids release={release} />
      <ButtonRow>
        <Button look="primary" icon="lock">
          Set the embargo
        </Button>
        <LinkButton href={releasePath(release.publicId)} look="quiet">
          Back to the text
        </LinkButton>
      </ButtonRow>
    </form>
  );
}

function Voids({ release }: { release: OpenRelease }): VNode | null {
  if (release.version.stage !== 'approved') return null;
  return <Notice tone="hold">Another time takes the approval back: somebody has to approve it anew.</Notice>;
}

function WallTime(props: FieldProps & { value: string }): VNode {
  const names = fieldNames(props);
  return (
    <Field {...props}>
      <input
        type="datetime-local"
        class="input"
        id={names.id}
        name={props.name}
        value={valueOf(props.form, props.name) ?? props.value}
        {...describedBy(names)}
      />
    </Field>
  );
}

/** The lift on every clock that matters. */
export function Meaning({ meaning }: { meaning: EmbargoDescription | null }): VNode {
  if (!meaning)
    return <p>For immediate release: mails leave and the newsroom page opens as soon as somebody arms it.</p>;
  return (
    <>
      <p class="lift-weekday">
        A <strong>{meaning.weekday}</strong>
      </p>
      <table class="clocks">
        <caption class="visually-hidden">The lift in each time zone</caption>
        <tbody>
          <ClockRow label="As you set it" time={meaning.newsroom} />
          <ClockRow label="UTC" time={meaning.utc} />
          {meaning.recipients.map((time) => (
            <ClockRow label={placeOf(time.zone)} time={time} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function ClockRow({ label, time }: { label: string; time: LocalTime }): VNode {
  return (
    <tr>
      <th scope="row">
        {label}
        <small>{clockName(time)}</small>
      </th>
      <td>
        <strong>{time.time}</strong>
        <small>
          {time.date}
          {time.otherDay && ' (another day)'}
        </small>
      </td>
    </tr>
  );
}

/** "EST · UTC-05:00", or the offset alone where the zone has no name of its own. */
function clockName({ name, offset }: LocalTime): string {
  const utc = offset === '+00:00' ? 'UTC' : `UTC${offset}`;
  return /^(UTC|GMT)/.test(name) ? utc : `${name} · ${utc}`;
}

/** "America/New_York" → "New York" */
function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
