import type { VNode } from 'preact';
import { DateTimeWithZone } from '../web/components/date-time-with-zone.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import type { PartProps } from './compose-page.js';
import { advisoryLines } from './compose-values.js';

/** WHO, WHAT, WHEN and WHERE, with a real time, so that it can become a calendar file. */
export function AdvisoryPart({ release, form, zone }: PartProps): VNode {
  const { advisory, type, language } = release.version;
  const isAdvisory = type === 'advisory';
  return (
    <details class="fold" open={isAdvisory || advisory !== null} id="part-advisory">
      <summary>Advisory: who, what, when, where</summary>
      <div class="part">
        <TextArea
          name="advisory.who"
          label="Who"
          required={isAdvisory}
          rows={2}
          value={advisory?.who}
          written={language}
          form={form}
        />
        <TextArea
          name="advisory.what"
          label="What"
          required={isAdvisory}
          rows={2}
          value={advisory?.what}
          written={language}
          form={form}
        />
        <DateTimeWithZone
          name="advisory.starts"
          label="Starts"
          required={isAdvisory}
          local={advisory?.starts?.wall}
          zone={advisory?.starts?.zone ?? zone}
          commonZones={[zone]}
          form={form}
        />
        <DateTimeWithZone
          name="advisory.ends"
          label="Ends"
          required={false}
          local={advisory?.ends?.wall}
          zone={advisory?.ends?.zone ?? zone}
          commonZones={[zone]}
          form={form}
        />
        <TextArea
          name="advisory.where"
          label="Where"
          required={isAdvisory}
          rows={2}
          value={advisory?.where}
          written={language}
          form={form}
        />
        <MoreLines release={release} form={form} />
      </div>
    </details>
  );
}

function MoreLines({ release, form }: Pick<PartProps, 'release' | 'form'>): VNode {
  return (
    <>
      {advisoryLines(release.version, form).map(({ label, text }, i) => (
        <FieldRow>
          <TextInput
            name={`advisory.more.${i}.label`}
            label="Another line"
            placeholder="RSVP"
            required={false}
            value={label}
            written={release.version.language}
            form={form}
          />
          <TextInput
            name={`advisory.more.${i}.text`}
            label="Its text"
            required={false}
            value={text}
            written={release.version.language}
            form={form}
          />
        </FieldRow>
      ))}
    </>
  );
}
