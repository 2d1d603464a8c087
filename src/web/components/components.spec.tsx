import { describe, expect, it } from '@jest/globals';
import { fragment } from '../page.js';
import type { FormState } from '../forms.js';
import { BADGE_STATES, Badge } from './badge.js';
import { Checkbox, CheckboxGroup, Select } from './choices.js';
import { Countdown } from './countdown.js';
import { DataTable } from './data-table.js';
import { Icon } from './icon.js';
import { Live, RichText } from './islands.js';
import { Pagination, pagesShown } from './pagination.js';
import { ProgressBar, laidOut } from './progress-bar.js';
import { TextArea, TextInput } from './text-input.js';
import { Time } from './time.js';

const HOSTILE = '"><script>alert(1)</script>';

const refused = (values: FormState['values'], errors: FormState['errors'] = {}): FormState => ({
  values,
  errors,
});

describe('a field', () => {
  it('shows what was typed, not what is stored, when the form was refused', () => {
    const html = fragment(
      <TextInput
        name="email"
        label="E-mail"
        type="email"
        value="old@paper.example"
        form={refused({ email: 'maja@' })}
      />,
    );
    expect(html).toContain('value="maja@"');
    expect(html).not.toContain('old@paper.example');
  });

  it('ties its hint and its error to the control', () => {
    const html = fragment(
      <TextInput name="email" label="E-mail" hint="For replies." form={refused({}, { email: 'Missing.' })} />,
    );
    expect(html).toContain('aria-describedby="field-email-hint field-email-error"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).toMatch(/<p class="field-error" id="field-email-error">.*Missing\./s);
    expect(html).toContain('<label for="field-email">');
  });

  it('never sends a password back', () => {
    expect(
      fragment(
        <TextInput name="password" type="password" label="Password" form={refused({ password: 'secret' })} />,
      ),
    ).not.toContain('secret');
  });

  it('keeps hostile text harmless in attributes, text areas and options', () => {
    const form = refused({ a: HOSTILE, 'b[]': [HOSTILE] });
    const html = fragment(
      <>
        <TextInput name="a" label={HOSTILE} hint={HOSTILE} form={form} />
        <TextArea name="a" label="x" form={form} />
        <Select name="a" label="x" options={[{ value: HOSTILE, label: HOSTILE }]} form={form} />
        <CheckboxGroup name="b[]" label="x" options={[{ value: HOSTILE, label: HOSTILE }]} form={form} />
        <RichText name="c" label="x" json={HOSTILE} text={`</textarea>${HOSTILE}`} />
      </>,
    );
    expect(html).not.toContain('<script');
    expect(html.match(/<\/textarea>/g)).toHaveLength(2);
  });

  it('leaves a box unticked when the form was sent without it', () => {
    expect(fragment(<Checkbox name="track" label="Count" checked />)).toContain(' checked');
    expect(
      fragment(<Checkbox name="track" label="Count" checked form={refused({ other: 'x' })} />),
    ).not.toContain(' checked');
  });
});

describe('a badge', () => {
  it.each(BADGE_STATES)('of state %s has a word beside its icon', (state) => {
    expect(fragment(<Badge state={state} />)).toMatch(
      /<svg[^>]*aria-hidden="true".*<\/svg>[A-Z][a-z ]+<\/span>$/s,
    );
  });
});

describe('an icon', () => {
  it('is silent unless it is labelled', () => {
    expect(fragment(<Icon name="send" />)).toContain('aria-hidden="true"');
    expect(fragment(<Icon name="send" label="Sent" />)).toContain('role="img" aria-label="Sent"');
  });

  it('of an unknown name is a mistake that shows at once', () => {
    expect(() => fragment(<Icon name="no-such-icon" />)).toThrow('No icon is called no-such-icon');
    expect(() => fragment(<Icon name="../../package" />)).not.toThrow();
  });
});

describe('a table', () => {
  const columns = [
    { title: 'Name', isTitle: true, cell: (row: string) => row },
    { title: 'Count', align: 'end' as const, cell: () => 3 },
  ];

  it('names its columns in each cell, for the cards on a phone', () => {
    const html = fragment(<DataTable caption="Names" columns={columns} rows={[HOSTILE]} empty={null} />);
    expect(html).toContain('data-label="Count"');
    expect(html).toContain('scope="row"');
    expect(html).not.toContain('<script');
  });

  it('gives way to the words for an empty one', () => {
    expect(
      fragment(<DataTable caption="Names" columns={columns} rows={[]} empty={<p>Nobody yet.</p>} />),
    ).toBe('<p>Nobody yet.</p>');
  });
});

describe('a progress bar', () => {
  const parts = [
    { label: 'Accepted', count: 50, tone: 'ok' as const },
    { label: 'Refused', count: 25, tone: 'stop' as const },
  ];

  it('says in words what it shows', () => {
    const html = fragment(<ProgressBar id="p" label="Sent" parts={parts} total={100} />);
    expect(html).toContain('aria-valuenow="75"');
    expect(html).toContain('aria-valuetext="75 of 100: 50 accepted, 25 refused"');
  });

  it('is never wider than the whole, and empty when there is nothing to do', () => {
    expect(laidOut([{ label: 'x', count: 300, tone: 'ok' }], 100)).toEqual([
      { tone: 'ok', x: '0%', width: '100%' },
    ]);
    expect(laidOut(parts, 0)).toEqual([]);
  });
});

describe('pages of a list', () => {
  it.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [5, 10, [1, 'gap', 4, 5, 6, 'gap', 10]],
    [10, 10, [1, 'gap', 9, 10]],
  ] as const)('at page %i of %i', (at, pages, shown) => {
    expect(pagesShown(at, pages)).toEqual(shown);
  });

  it('are not shown when there is one', () => {
    expect(fragment(<Pagination page={1} pageSize={50} total={50} hrefOf={String} />)).toBe('');
  });
});

describe('a time', () => {
  const at = new Date('2026-11-24T08:00:00Z');

  it('is written in its zone and carries the instant and UTC', () => {
    expect(fragment(<Time at={at} zone="America/New_York" />)).toBe(
      '<time datetime="2026-11-24T08:00:00.000Z" title="24 Nov 2026, 08:00 UTC">24 Nov 2026, 03:00</time>',
    );
  });

  it('counts down from the server’s own clock', () => {
    const html = fragment(<Countdown until={at} now={new Date('2026-11-24T07:55:51Z')} />);
    expect(html).toContain('data-now="2026-11-24T07:55:51.000Z"');
    expect(html).toContain('>4 min 09 s</count-down>');
  });
});

it('a live part asks for its stream and ends with the event that closes it', () => {
  const html = fragment(
    <Live src="/desk/dispatches/7/events">
      <p>0 of 5</p>
    </Live>,
  );
  expect(html).toBe(
    '<div class="live" tabindex="-1" data-keeps-focus="true" hx-sse:connect="/desk/dispatches/7/events" hx-sse:close="done" hx-swap="innerMorph"><p>0 of 5</p></div>',
  );
});
