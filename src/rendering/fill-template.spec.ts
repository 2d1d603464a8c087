import { describe, expect, it } from '@jest/globals';
import { putValues, SafeHtml, structureTemplate, type TemplateData } from './fill-template.js';

function fill(template: string, data: TemplateData): string {
  const { source, values } = structureTemplate('test', template, data);
  return putValues(source, values);
}

describe('the template language', () => {
  it('escapes every value and passes only HTML that rendering made', () => {
    const data = { text: '<b>"&\'', html: new SafeHtml('<i>x</i>'), nothing: undefined };
    expect(fill('{{text}} {{ html }} [{{nothing}}]', data)).toBe('&lt;b&gt;&quot;&amp;&#39; <i>x</i> []');
  });

  it('keeps values out of what the compiler sees', () => {
    const { source } = structureTemplate('test', '<mj-text>{{text}}</mj-text>', {
      text: '</mj-text><mj-raw>',
    });
    expect(source).not.toContain('mj-raw');
  });

  it('does not fill in a value twice, nor what a value says', () => {
    expect(fill('{{a}}{{b}}', { a: '{{b}}', b: 'dlv000vld' })).toBe('{{b}}dlv000vld');
  });

  it.each([
    ['', 'no'],
    [false, 'no'],
    [undefined, 'no'],
    [[], 'no'],
    [new SafeHtml(''), 'no'],
    ['x', 'yes'],
    [true, 'yes'],
    [[{}], 'yes'],
  ])('takes %j for %s', (value, answer) => {
    expect(fill('{{#if value}}yes{{else}}no{{/if}}', { value })).toBe(answer);
  });

  it('repeats a part for each item, whose names come first', () => {
    const data = { name: 'outer', other: '!', items: [{ name: 'a' }, { name: 'b' }] };
    expect(fill('{{#each items}}{{name}}{{#if other}}{{other}}{{/if}}{{/each}} {{name}}', data)).toBe(
      'a!b! outer',
    );
  });

  it.each([
    ['{{unknown}}', /Template test, line 1: there is no value called "unknown"/],
    ['\n\n{{#if a}}', /line 3: \{\{#if\}\} is never closed/],
    ['{{#if a}}{{/each}}', /does not belong here/],
    ['\n{{/if}}', /line 2: .* does not belong here/],
    ['{{#each a}}{{else}}{{/each}}', /does not belong here/],
    ['{{#if}}x{{/if}}', /there is no value called ""/],
    ['{{constructor}}', /no value called "constructor"/],
  ])('names the line of the fault in %j', (template, message) => {
    expect(() => structureTemplate('test', template, { a: 'x' })).toThrow(message);
  });
});
