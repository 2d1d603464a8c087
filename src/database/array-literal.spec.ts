import { expect, it } from '@jest/globals';
import { arrayOf, textArrayOf } from './array-literal.js';

it('writes numbers, truth values and null', () => {
  expect(arrayOf([1, -2.5, null])).toBe('{1,-2.5,null}');
  expect(arrayOf([true, false])).toBe('{true,false}');
  expect(arrayOf([])).toBe('{}');
});

it('quotes each text, so that a word like null, a comma, a brace or an empty one stays a text', () => {
  expect(textArrayOf(['null', null, '', 'a,{b}'])).toBe('{"null",null,"","a,{b}"}');
});

it('escapes quotes and backslashes', () => {
  expect(textArrayOf(['say "no"', 'C:\\'])).toBe(String.raw`{"say \"no\"","C:\\"}`);
});
