import { look, type Problem } from './preflight-problem.js';

export interface WrittenPicture {
  alt: string;
  /** Where it is changed. */
  field: string;
  /** "The picture", "Picture 2 in the text" */
  name: string;
}

const FILE_NAME = /^\S+\.(jpe?g|png|gif|webp|tiff?|heic)$|^(img|dsc|dscf|pxl|image|screenshot)[-_ ]?\d+/i;
/** Screen readers read it in one breath; longer belongs into the caption. */
const LONGEST_ALT = 250;
/** With a picture and less text than this a mail is "an image with little text" to filters. */
const LEAST_TEXT = 120;

/** Descriptions that describe nothing, and pictures that stand for a text: plain-text readers get none of it. @param text all that the mail says in words */
export function doubtfulPictures(pictures: WrittenPicture[], text: string): Problem[] {
  const descriptions = pictures.flatMap(({ alt, field, name }) => [
    ...(FILE_NAME.test(alt.trim())
      ? [look('file name', field, `${name} is described by a file name. Say what is to be seen.`)]
      : []),
    ...(alt.length > LONGEST_ALT
      ? [
          look(
            'long alt text',
            field,
            `${name} has a description of ${alt.length} characters. Say it in one sentence.`,
          ),
        ]
      : []),
  ]);
  const { length } = text.trim();
  if (pictures.length === 0 || length === 0 || length >= LEAST_TEXT) return descriptions;
  return [
    ...descriptions,
    look(
      'little text',
      'body',
      `There are pictures and only ${length} characters of text. Whoever reads plain text gets no more than those.`,
    ),
  ];
}
