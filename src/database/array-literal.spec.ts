import { expect, it } from '@jest/globals';
import { columnOf, textColumnOf } from './array-literal.js';

const column = (values: (number | boolean | null)[]) =>
  columnOf(
    values.map((value) => ({ value })),
    'value',
  );
const textColumn = (texts: (string | null)[]) =>
  textColumnOf(
    texts.map((text) => ({ text })),
    'text',
  );

it('writes numbers, truth values and null', () => {
  expect(column([1, -2.5, null])).toBe('{1,-2.5,null}');
  expect(column([true, false])).toBe('{true,false}');
  expect(column([])).toBe('{}');
});

it('quotes each text, so that a word like null, a comma, a brace or an empty one stays a text', () => {
  expect(textColumn(['null', null, '', 'a,{b}'])).toBe('{"null",null,"","a,{b}"}');
  expect(textColumn([])).toBe('{}');
});

it('escapes quotes and backslashes', () => {
  expect(textColumn(['say "no"', 'C:\\'])).toBe(String.raw`{"say \"no\"","C:\\"}`);
});

it('writes a space for a NUL', () => {
  expect(textColumn(['a\0b'])).toBe('{"a b"}');
});
