import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { EMPTY_FORM, readForm, refusedForm, valueOf, valuesOf } from './forms.js';

const schema = z.object({
  headline: z.string().max(20),
  email: z.email(),
  subhead: z.string().optional(),
  topics: z.array(z.string()).min(1),
  embargo: z.object({ local: z.string(), zone: z.string() }),
});

const complete = {
  headline: 'Tram line approved',
  email: 'maja@harborview.example',
  subhead: '',
  'topics[]': 'transport',
  'embargo.local': '2026-11-24T09:00',
  'embargo.zone': 'Europe/Stockholm',
};

describe('reading a form', () => {
  it('nests dotted names, makes a list of one ticked box and takes an empty field as missing', () => {
    expect(readForm(schema, complete)).toEqual({
      ok: true,
      data: {
        headline: 'Tram line approved',
        email: 'maja@harborview.example',
        topics: ['transport'],
        embargo: { local: '2026-11-24T09:00', zone: 'Europe/Stockholm' },
      },
    });
  });

  it('names every wrong field as the page names it and keeps all that was typed', () => {
    const body = {
      ...complete,
      headline: ' ',
      email: 'maja@',
      'topics[]': [],
      'embargo.zone': '',
      subhead: 'kept',
    };
    const result = readForm(schema, body);
    expect(result).toMatchObject({
      ok: false,
      values: body,
      errors: {
        headline: 'Please fill this in.',
        email: expect.stringContaining('not an e-mail address'),
        'topics[]': 'Please choose at least one.',
        'embargo.zone': 'Please fill this in.',
      },
    });
  });

  it('says how long a text may be', () => {
    const result = readForm(schema, { ...complete, headline: 'A headline that is much too long' });
    expect(result).toMatchObject({ ok: false, errors: { headline: 'At most 20 characters, please.' } });
  });

  it('prefers the sentence that the schema brings', () => {
    const own = z.object({ name: z.string('Say who you are.') });
    expect(readForm(own, {})).toMatchObject({ ok: false, errors: { name: 'Say who you are.' } });
  });

  it('gives an error about the whole form the empty name', () => {
    const rule = z.object({ a: z.string().optional() }).refine(() => false, 'These do not go together.');
    expect(readForm(rule, { a: 'x' })).toMatchObject({
      ok: false,
      errors: { '': 'These do not go together.' },
    });
  });

  it.each([undefined, null, 'text', 7, []])('refuses %p as a body without throwing', (body) => {
    expect(readForm(schema, body)).toMatchObject({ ok: false, values: {} });
  });

  it('does not let a field name reach an object prototype', () => {
    readForm(z.looseObject({}), {
      '__proto__.polluted': 'yes',
      'constructor.prototype.polluted': 'yes',
      'a.__proto__.polluted': 'yes',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('showing a form again', () => {
  it('returns what was typed, also when the rule was broken only later', () => {
    const form = refusedForm(complete, { headline: 'Another release has this headline.' });
    expect(valueOf(form, 'headline')).toBe('Tram line approved');
    expect(form.errors['headline']).toBe('Another release has this headline.');
  });

  it('tells "no box ticked" from "not sent yet"', () => {
    expect(valuesOf(EMPTY_FORM, 'topics[]')).toBeUndefined();
    expect(valuesOf({ values: { headline: 'x' }, errors: {} }, 'topics[]')).toEqual([]);
    expect(valuesOf({ values: { 'topics[]': 'health' }, errors: {} }, 'topics[]')).toEqual(['health']);
  });
});
