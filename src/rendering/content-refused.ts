/** Content that a mail or a page must not carry; `message` can be shown to the person who wrote it. */
export class ContentRefused extends Error {
  readonly code = 'content_refused';

  /** @param path where in the content, e.g. `content[2].marks[0].href`; empty for the whole. */
  constructor(
    message: string,
    readonly path = '',
  ) {
    super(path === '' ? message : `${message} (at ${path})`);
    this.name = 'ContentRefused';
  }
}
