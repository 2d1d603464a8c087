import type { VNode } from 'preact';
import { FieldError, FieldGroup, describedBy, fieldNames } from '../web/components/field.js';
import { FieldRow, TextArea, TextInput } from '../web/components/text-input.js';
import { type FormState, valueOf } from '../web/forms.js';
import type { PartProps } from './compose-page.js';
import { attachedFiles, chosenImage } from './compose-values.js';

/** The picture that leads the release, with the words without which it cannot be sent. */
export function ImagePart({ release, desk, form }: PartProps): VNode {
  const { image } = release.version;
  const chosen = chosenImage(release.version, form);
  const stored = image?.imageId === chosen ? image : undefined;
  return (
    <div id="part-image">
      <FieldGroup name="image" label="Picture" required={false} form={form}>
        <div class="part">
          {chosen !== '' && (
            <img
              class="lead-picture"
              src={`/desk/images/${chosen}`}
              alt={stored?.alt || 'The chosen picture'}
            />
          )}
          <Upload
            name="newImage"
            label={chosen === '' ? 'Upload a picture' : 'Upload another'}
            form={form}
            image
          />
          <Gallery chosen={chosen} images={desk.images} />
          {chosen !== '' && <PictureWords stored={stored} form={form} />}
        </div>
      </FieldGroup>
    </div>
  );
}

type Words = { alt: string; credit: string; caption: string };

function PictureWords({ stored, form }: { stored: Words | undefined; form: FormState }): VNode {
  return (
    <>
      <TextArea
        name="image.alt"
        label="What it shows"
        rows={2}
        hint="For those who cannot see it, and for mail programs that hide pictures. Without it and the credit it cannot be armed."
        value={stored?.alt}
        form={form}
      />
      <FieldRow>
        <TextInput name="image.credit" label="Credit" value={stored?.credit} form={form} />
        <TextInput
          name="image.caption"
          label="Caption"
          required={false}
          value={stored?.caption}
          form={form}
        />
      </FieldRow>
    </>
  );
}

/** Pictures that are here already. The first choice is none. */
function Gallery({ chosen, images }: { chosen: string; images: PartProps['desk']['images'] }): VNode | null {
  const offered = images.some(({ publicId }) => publicId === chosen) || chosen === '' ? images : [];
  const others = offered.filter(({ publicId }) => publicId !== chosen);
  const all = [
    { publicId: '', fileName: 'No picture' },
    ...(chosen === '' ? [] : [{ publicId: chosen, fileName: 'The picture above' }]),
    ...others,
  ];
  if (images.length === 0 && chosen === '') return <input type="hidden" name="image.imageId" value="" />;
  return (
    <details>
      <summary>Choose one that is here already</summary>
      <div class="gallery" role="radiogroup" aria-label="Picture">
        {all.map(({ publicId, fileName }) => (
          <label class="gallery-item">
            <input type="radio" name="image.imageId" value={publicId} checked={publicId === chosen} />
            {publicId !== '' && <img src={`/desk/images/${publicId}`} alt="" loading="lazy" />}
            <span>{fileName}</span>
          </label>
        ))}
      </div>
    </details>
  );
}

export function FilesPart({ release, form }: PartProps): VNode {
  const files = attachedFiles(release.version, form);
  return (
    <div id="part-files">
      <FieldGroup name="files[]" label="Files" required={false} form={form}>
        <div class="part">
          {files.map(({ fileId, name }) => (
            <div class="file-row">
              <input
                type="checkbox"
                name="files[]"
                value={fileId}
                checked
                aria-label={`Keep the file ${name}`}
                title="Untick to take it out"
              />
              <input
                type="text"
                class="input"
                name={`fileName.${fileId}`}
                value={valueOf(form, `fileName.${fileId}`) ?? name}
                aria-label="Name of the file"
              />
              <a href={`/desk/files/${fileId}`}>Open</a>
            </div>
          ))}
          <Upload name="newFiles" label="Add files" form={form} />
        </div>
      </FieldGroup>
    </div>
  );
}

type UploadProps = { name: string; label: string; form: FormState; image?: true };

/** Sent with the next save by hand; without script that is how it works anyway. */
function Upload({ name, label, form, image }: UploadProps): VNode {
  const names = fieldNames({ name, label, form, hint: 'x' });
  return (
    <div class={names.error ? 'field field-wrong' : 'field'}>
      <label for={names.id}>{label}</label>
      <div class="field-hint" id={names.hintId}>
        {image ? 'JPEG, PNG, WebP, TIFF or GIF. ' : ''}At most 25 MB; it is added when you press Save.
      </div>
      <input
        type="file"
        id={names.id}
        name={name}
        class="input"
        accept={image ? 'image/jpeg,image/png,image/webp,image/tiff,image/gif' : undefined}
        multiple={!image}
        {...describedBy(names)}
      />
      <FieldError names={names} />
    </div>
  );
}
