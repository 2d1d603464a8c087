import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'void-style': 'off', // Preact writes <br/>, which HTML allows.
    'doctype-style': 'off',
    'prefer-native-element': ['error', { exclude: ['progressbar'] }], // <progress> cannot show several kinds.
    'no-inline-style': 'error',
    'long-title': 'off', // A headline is as long as it is.
    'no-trailing-whitespace': 'off', // A release's own text keeps its line ends.
  },
});

/** What is wrong with a page's HTML, one line each; empty: nothing. */
export async function htmlProblems(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages, source }) =>
    messages.map(({ line, column, message }) => {
      const near = source?.split('\n')[line - 1]?.slice(Math.max(0, column - 60), column + 60) ?? '';
      return `${message} near ${near}`;
    }),
  );
}
