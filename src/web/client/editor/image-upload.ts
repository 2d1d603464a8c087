import { Plugin, PluginKey, type Transaction } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { bodySchema } from '../../../rendering/body-schema.js';

type Step = { add: { key: object; at: number } } | { remove: object };

const uploads = new PluginKey<DecorationSet>('image-uploads');

/**
 * Dropped and pasted image files are posted one by one as multipart field `file` to `url`, which
 * answers `{"imageId": "…", "credit": "…"}`; a placeholder holds the place and follows the text as it is edited.
 * Without `url` files are refused with a sentence.
 */
export function imageUploads(url: string | undefined, complain: (problem: string | null) => void): Plugin {
  const take = (view: EditorView, files: File[], at: number): boolean => {
    if (files.length === 0) return false;
    complain(null);
    if (!url) complain('Images cannot be added here. Save the release first.');
    else for (const file of files) void upload(view, file, at, url, complain);
    return true;
  };
  return new Plugin<DecorationSet>({
    key: uploads,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, set) =>
        moved(
          set.map(transaction.mapping, transaction.doc),
          transaction.getMeta(uploads) as Step | undefined,
          transaction.doc,
        ),
    },
    props: {
      decorations: (state) => uploads.getState(state),
      handlePaste: (view, event) =>
        !hasWords(event.clipboardData) && take(view, imagesOf(event.clipboardData), view.state.selection.to),
      handleDrop: (view, event) => {
        const at =
          view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.to;
        const files = imagesOf(event.dataTransfer);
        if (files.length > 0) event.preventDefault();
        return take(view, files, at);
      },
    },
  });
}

function imagesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));
}

/** Word, Excel and the like put a picture of the copied text beside the text: the text is meant. */
function hasWords(transfer: DataTransfer | null): boolean {
  // By signs, not by parsing: the policy of the page would report every style of what is foreign.
  const words = (transfer?.getData('text/html') ?? '')
    .replace(/<!--[\s\S]*?-->|<(style|script|title|xml)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<[^>]*>|&nbsp;/g, '');
  return words.trim() !== '';
}

async function upload(
  view: EditorView,
  file: File,
  at: number,
  url: string,
  complain: (problem: string) => void,
): Promise<void> {
  const key = {};
  view.dispatch(view.state.tr.setMeta(uploads, { add: { key, at } } satisfies Step));
  try {
    const { imageId, credit = '', alt = '' } = await post(file, url);
    const place = placeOf(view, key);
    const transaction = view.state.tr.setMeta(uploads, { remove: key } satisfies Step);
    // The place is gone when its text was deleted meanwhile: then the image is not wanted any more.
    if (place !== null) insertBetween(transaction, place, { imageId, alt, credit });
    view.dispatch(transaction);
  } catch (cause) {
    view.dispatch(view.state.tr.setMeta(uploads, { remove: key } satisfies Step));
    complain(`${file.name}: ${cause instanceof Error ? cause.message : 'could not be uploaded'}`);
  }
}

/** Before or after the paragraph in which it was dropped, whichever is nearer: a sentence is not torn apart. */
function insertBetween(transaction: Transaction, place: number, attributes: Record<string, string>): void {
  const at = transaction.doc.resolve(place);
  const isInFirstHalf = at.parentOffset < at.parent.content.size / 2;
  const between = at.depth === 0 ? place : isInFirstHalf ? at.before(1) : at.after(1);
  transaction.insert(between, bodySchema.nodes.image.create(attributes));
}

type Uploaded = { imageId: string; credit?: string; alt?: string };

async function post(file: File, url: string): Promise<Uploaded> {
  const body = new FormData();
  body.set('file', file);
  const response = await fetch(url, { method: 'POST', body, headers: { accept: 'application/json' } }).catch(
    () => {
      throw new Error('no connection to the press desk');
    },
  );
  const answer = (await response.json().catch(() => ({}))) as Partial<Uploaded> & { message?: string };
  if (!response.ok || !answer.imageId) throw new Error(answer.message ?? 'could not be uploaded');
  return { ...answer, imageId: answer.imageId };
}

function moved(
  set: DecorationSet,
  step: Step | undefined,
  doc: Parameters<DecorationSet['add']>[0],
): DecorationSet {
  if (!step) return set;
  if ('remove' in step)
    return set.remove(set.find(undefined, undefined, (spec) => spec['key'] === step.remove));
  const { key, at } = step.add;
  return set.add(doc, [Decoration.widget(at, placeholder, { key, side: 1 } as object)]);
}

function placeholder(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'editor-uploading';
  element.textContent = 'Uploading the image …';
  return element;
}

function placeOf(view: EditorView, key: object): number | null {
  return (
    uploads.getState(view.state)?.find(undefined, undefined, (spec) => spec['key'] === key)[0]?.from ?? null
  );
}
