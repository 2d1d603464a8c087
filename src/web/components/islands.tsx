import type { ComponentChildren, VNode } from 'preact';
import { asset } from '../assets.js';
import { valueOf } from '../forms.js';
import { Button } from './button.js';
import { Field, describedBy, fieldNames, type FieldProps, inLanguage } from './field.js';

type RichTextProps = FieldProps & {
  /** The body as ProseMirror JSON, in one string. */
  json: string;
  /** The same body as plain paragraphs: what a browser without script edits. Sent as `${name}Text`. */
  text: string;
  /** Where dropped and pasted images are posted (multipart field `file`); it answers `{imageId, credit?, alt?}` as JSON. */
  uploadUrl?: string;
  /** Where the editor shows an image of the body from, with `{id}` in the place of its id. */
  imageUrl?: string;
};

/**
 * The body editor. Without script the plain textarea is the field; with it, the editor takes its
 * place, keeps the hidden `name` filled with JSON and disables the textarea so that only one is sent.
 */
export function RichText(props: RichTextProps): VNode {
  const names = fieldNames(props);
  return (
    <Field {...props}>
      <rich-text
        name={props.name}
        data-json={valueOf(props.form, props.name) ?? props.json}
        data-upload={props.uploadUrl}
        data-image-url={props.imageUrl}
        data-label={props.label}
      >
        <textarea
          id={names.id}
          name={`${props.name}Text`}
          class="input body-text"
          rows={14}
          {...inLanguage(props.written)}
          {...describedBy(names)}
        >
          {valueOf(props.form, `${props.name}Text`) ?? props.text}
        </textarea>
      </rich-text>
    </Field>
  );
}

/** The e-mail as a recipient sees it, in a frame of its own. Morphing leaves the frames alone. */
export function EmailPreview({ src, title }: { src: string; title: string }): VNode {
  return (
    <email-preview src={src} data-title={title} hx-morph-skip-children>
      <iframe src={src} title={title} sandbox="" loading="lazy" />
    </email-preview>
  );
}

/** Prints the page as it is; there only with script. Any page prints by the browser's own command too. */
export function PrintButton(): VNode {
  return (
    <print-page hidden>
      <Button type="button" look="quiet" icon="printer">
        Print
      </Button>
    </print-page>
  );
}

type LiveProps = {
  /** Server-sent events whose unnamed messages are this element's next content, as `fragment(…)`. */
  src: string;
  children: ComponentChildren;
};

/**
 * Kept current by the server. It swaps by morphing, so focus and open details stay; the server ends
 * it with an event named `done`, or the browser would connect again for ever.
 */
export function Live({ src, children }: LiveProps): VNode {
  // Spread, because the compiler of the tests refuses names with a colon in JSX.
  const stream = { 'hx-sse:connect': src, 'hx-sse:close': 'done', 'hx-swap': 'innerMorph' };
  return (
    <div class="live" tabIndex={-1} data-keeps-focus {...stream}>
      {children}
    </div>
  );
}

type AutoSaveProps = {
  /** Posted there as the form is, by fetch, a moment after the last change. */
  action: string;
  /** The key under which unsaved text is kept in the browser: the release and its version. */
  storageKey: string;
  /** When the text that the page shows was saved. */
  saved?: Date;
  /** The form was not taken and holds what was typed, so nothing of it is offered again. */
  refused?: boolean;
  children: ComponentChildren;
};

/** Wraps a form. Without script it is only the form, with its own save button. */
export function AutoSave({ action, storageKey, saved, refused, children }: AutoSaveProps): VNode {
  return (
    <auto-save
      data-action={action}
      data-key={storageKey}
      data-saved={saved?.toISOString()}
      data-refused={refused ? '' : undefined}
    >
      {children}
    </auto-save>
  );
}

/** Where `<auto-save>` says what it did; put it anywhere inside. */
export function SaveIndicator({ saved }: { saved: string }): VNode {
  return (
    <output class="save-indicator" data-save-indicator>
      {saved}
    </output>
  );
}

/** Work that costs a spam robot dear and a reader nothing they notice; sent as the field `altcha`. */
export function ProofOfWork({
  challengeUrl,
  withoutScript,
}: {
  challengeUrl: string;
  /** Said where no script runs. */
  withoutScript: string;
}): VNode {
  return (
    <proof-of-work data-challenge={challengeUrl} data-worker={asset('proof-of-work-worker.js')}>
      <input type="hidden" name="altcha" />
      <noscript>
        <p class="field-hint">{withoutScript}</p>
      </noscript>
    </proof-of-work>
  );
}
