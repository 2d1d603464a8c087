import type { ComponentChildren, VNode } from 'preact';
import type { ReleaseVersion } from '../releases/release-version.entity.js';
import { wordsIn } from '../rendering/words.js';
import { type NewsroomWords } from '../web/words/en.js';
import { newsroomWords } from '../web/newsroom-words.js';
import { filePath, imagePath } from './release-address.js';
import { type ReleasePicture, sizeText } from './release-pictures.js';

type AsideProps = { version: ReleaseVersion; pictures: ReleasePicture[]; about?: ComponentChildren };

/** What a journalist comes for beside the text: whom to call, what to take. */
export function ReleaseAside({ version, pictures, about }: AsideProps): VNode {
  const words = newsroomWords(version.language);
  return (
    <div class="release-aside">
      <PressContacts version={version} />
      <Files version={version} words={words} />
      <PressImages version={version} pictures={pictures} words={words} />
      {about}
    </div>
  );
}

export function PressContacts({ version }: { version: ReleaseVersion }) {
  if (version.pressContacts.length === 0) return null;
  return (
    <section class="press-contact">
      <h2>{wordsIn(version.language).pressContact}</h2>
      <ul>
        {version.pressContacts.map(({ name, role, email, phone }) => (
          <li>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            {role && (
              <span class="muted">
                <bdi>{role}</bdi>
              </span>
            )}
            {email && <a href={`mailto:${email}`}>{email}</a>}
            {phone && (
              <a href={`tel:${phone.replace(/[^+\d]/g, '')}`} dir="ltr">
                {phone}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Files({ version, words }: { version: ReleaseVersion; words: NewsroomWords }) {
  if (version.files.length === 0) return null;
  return (
    <section class="release-files">
      <h2>{words.files}</h2>
      <ul>
        {version.files.map((file) => (
          <li>
            <a href={filePath(file)} download>
              <bdi>{file.name}</bdi>
            </a>{' '}
            <span class="muted" dir="ltr">
              {sizeText(file.bytes)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type ImagesProps = { version: ReleaseVersion; pictures: ReleasePicture[]; words: NewsroomWords };

/** Each picture with the line that has to stand beside it, and the file as it was made. */
function PressImages({ version, pictures, words }: ImagesProps) {
  if (pictures.length === 0) return null;
  const { credit: label } = wordsIn(version.language);
  return (
    <section class="press-images">
      <h2>{words.forThePress}</h2>
      <p class="muted">{words.useWithCredit}</p>
      <ul>
        {pictures.map(({ imageId, alt, credit, width, height, bytes }) => (
          <li>
            <img
              src={imagePath(imageId, 'w640.webp')}
              width={width}
              height={height}
              alt={alt}
              loading="lazy"
              decoding="async"
            />
            <div>
              {credit && (
                <p class="credit">
                  {label} <bdi>{credit}</bdi>
                </p>
              )}
              <p>
                <a href={imagePath(imageId, 'original')} download>
                  {words.download}
                </a>{' '}
                <span class="muted" dir="ltr">
                  {width} × {height}, {sizeText(bytes)}
                </span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
