import type { VNode } from 'preact';
import { Button, ButtonRow, IconButton, LinkButton } from '../components/button.js';
import { Checkbox, CheckboxGroup, RadioGroup, Select } from '../components/choices.js';
import { DateTimeWithZone } from '../components/date-time-with-zone.js';
import { FormErrors } from '../components/field.js';
import { SegmentedChoice } from '../components/segmented.js';
import { HeadlineInput, TextArea, TextInput } from '../components/text-input.js';
import type { FormState } from '../forms.js';

const REFUSED: FormState = {
  values: {
    headline: 'Council approves tram line',
    email: 'maja@',
    'embargo.local': '2027-03-28T02:30',
    'embargo.zone': 'Europe/Stockholm',
  },
  errors: {
    email: 'This is not an e-mail address. Example: name@newspaper.example',
    'topics[]': 'Please choose at least one.',
    'embargo.local':
      'On 28 March the clock goes from 02:00 to 03:00: this time does not exist. Did you mean 01:30 or 03:30?',
  },
};

const TOPICS = ['Health', 'Transport', 'Budget & economy', 'Education', 'Environment', 'Culture'].map(
  (label) => ({ value: label.toLowerCase(), label }),
);

export function ControlSamples(): VNode {
  return (
    <>
      <ButtonRow>
        <Button type="button" look="primary" icon="plus">
          New release
        </Button>
        <Button type="button" icon="mail">
          Send me a test
        </Button>
        <Button type="button" look="quiet">
          Not now
        </Button>
        <Button type="button" look="danger" icon="octagon-x">
          Stop
        </Button>
        <Button type="button" disabled>
          Arm
        </Button>
        <LinkButton href="#download" icon="download">
          Download CSV
        </LinkButton>
        <IconButton label="Copy the link" icon="link" />
      </ButtonRow>
      <SegmentedChoice
        label="Size"
        name="sample-size"
        value="desktop"
        options={[
          { value: 'desktop', label: 'Desktop', icon: 'monitor' },
          { value: 'phone', label: 'Phone', icon: 'smartphone' },
          { value: 'dark', label: 'Dark', icon: 'moon' },
        ]}
      />
    </>
  );
}

export function FormSamples(): VNode {
  return (
    <div class="columns">
      <form class="form" method="post" action="/desk/style-guide">
        <TextInput
          name="dateline"
          label="Dateline"
          value="HARBORVIEW"
          hint="The place the news comes from, as it is printed."
        />
        <HeadlineInput
          name="title"
          label="Headline"
          value="Council approves tram line to hospital district"
        />
        <Select
          name="type"
          label="Type"
          value="advisory"
          options={[
            { value: 'release', label: 'Press release' },
            { value: 'advisory', label: 'Media advisory' },
          ]}
        />
        <CheckboxGroup name="beats[]" label="Topics" options={TOPICS} values={['health', 'transport']} />
        <RadioGroup
          name="tier"
          label="Who gets it first"
          value="everyone"
          options={[
            { value: 'everyone', label: 'Everyone at the lift' },
            {
              value: 'early',
              label: 'Early access, then everyone',
              hint: '14 contacts have accepted the embargo terms.',
            },
          ]}
        />
        <DateTimeWithZone
          name="lift"
          label="Embargo until"
          local="2026-11-24T09:00"
          zone="Europe/Stockholm"
          commonZones={['Europe/Stockholm', 'America/New_York']}
          hint="Tuesday. 03:00 in New York, 08:00 UTC."
        />
        <TextArea name="note" label="Note to the approver" required={false} />
        <Checkbox
          name="terms"
          label="Count opens and clicks"
          hint="Only as totals, and never for fewer than ten readers."
        />
        <ButtonRow>
          <Button look="primary">Save</Button>
        </ButtonRow>
      </form>
      <form class="form" method="post" action="/desk/style-guide" novalidate>
        <FormErrors
          form={REFUSED}
          labels={{ email: 'E-mail', 'topics[]': 'Topics', 'embargo.local': 'Embargo' }}
        />
        <TextInput name="headline" label="Headline" form={REFUSED} />
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          hint="Where replies of journalists go."
          form={REFUSED}
        />
        <CheckboxGroup name="topics[]" label="Topics" options={TOPICS} form={REFUSED} />
        <DateTimeWithZone name="embargo" label="Embargo until" form={REFUSED} />
        <ButtonRow>
          <Button look="primary">Save</Button>
          <LinkButton href="#main" look="quiet">
            Go back
          </LinkButton>
        </ButtonRow>
      </form>
    </div>
  );
}
