/** What an expression does; costly ones ask a cheap one first. */
export interface Wording {
  test(text: string): boolean;
}

/** One expression out of many phrases, so that a list of wordings can be read line by line. */
export function oneOf(phrases: readonly RegExp[], flags: '' | 'i' | 'u' = ''): RegExp {
  return new RegExp(phrases.map(({ source }) => source).join('|'), flags);
}
