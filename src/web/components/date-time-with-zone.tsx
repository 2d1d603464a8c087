import type { VNode } from 'preact';
import { valueOf } from '../forms.js';
import { FieldError, FieldGroup, describedBy, fieldNames, type FieldProps } from './field.js';

type DateTimeWithZoneProps = Omit<FieldProps, 'name'> & {
  /** Two fields are sent: `${name}.local` as `YYYY-MM-DDTHH:mm` and `${name}.zone` as an IANA zone. */
  name: string;
  local?: string;
  zone?: string;
  /** Zones offered first: the newsroom's and those of recent releases. */
  commonZones?: readonly string[];
};

/** A wall time and the zone it is meant in. Whether it exists, or exists twice, is for the server to say. */
export function DateTimeWithZone(props: DateTimeWithZoneProps): VNode {
  const names = fieldNames(props);
  const time = fieldNames({ ...props, name: `${props.name}.local`, hint: undefined });
  const zone = fieldNames({ ...props, name: `${props.name}.zone`, hint: undefined });
  return (
    <FieldGroup {...props}>
      <div class="field-row">
        <div class="field">
          <label for={time.id}>Date and time</label>
          <input
            type="datetime-local"
            class="input"
            id={time.id}
            name={`${props.name}.local`}
            value={valueOf(props.form, `${props.name}.local`) ?? props.local}
            required={props.required ?? true}
            {...describedBy(time)}
          />
          <FieldError names={time} />
        </div>
        <div class="field">
          <label for={zone.id}>Time zone</label>
          <input
            type="text"
            class="input"
            id={zone.id}
            name={`${props.name}.zone`}
            value={valueOf(props.form, `${props.name}.zone`) ?? props.zone}
            list={`${names.id}-zones`}
            autocomplete="off"
            spellcheck={false}
            required={props.required ?? true}
            {...describedBy(zone)}
          />
          <FieldError names={zone} />
        </div>
      </div>
      <ZoneList id={`${names.id}-zones`} first={props.commonZones ?? []} />
    </FieldGroup>
  );
}

/** The zones a browser's own list offers while typing. */
export function ZoneList({ id, first = [] }: { id: string; first?: readonly string[] }): VNode {
  const zones = new Set([...first, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return (
    <datalist id={id}>
      {[...zones].map((zone) => (
        <option value={zone} />
      ))}
    </datalist>
  );
}
