import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history } from 'prosemirror-history';
import { Node } from 'prosemirror-model';
import { EditorState, type Plugin } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { bodySchema } from '../../rendering/body-schema.js';
import { selectInText } from './editor/find-in-text.js';
import { imageUploads } from './editor/image-upload.js';
import { imageView } from './editor/image-view.js';
import { bodyKeys, typingRules } from './editor/keys.js';
import { linkPastedAddresses } from './editor/link-addresses.js';
import { cleanPastedHtml } from './editor/paste.js';
import { toolbar } from './editor/toolbar.js';

/**
 * The body editor around a plain textarea. It fires `input` and `change` as a field does, and its
 * value is the body as ProseMirror JSON, kept in a hidden input of the element's name.
 */
class RichText extends HTMLElement {
  #view: EditorView | undefined;
  #hidden = document.createElement('input');
  #message = document.createElement('p');

  connectedCallback(): void {
    if (this.#view) return;
    const textarea = this.querySelector('textarea');
    const frame = document.createElement('div');
    frame.className = 'editor';
    this.#hidden.type = 'hidden';
    this.#hidden.name = this.getAttribute('name') ?? 'body';
    this.#message.className = 'editor-message';
    this.#message.setAttribute('role', 'alert');
    this.#message.hidden = true;
    this.append(this.#hidden, frame);
    this.#view = this.#createView(frame, textarea);
    frame.append(this.#message);
    this.#hidden.value = this.value;
    document.addEventListener('click', this.#jump);
    if (textarea) this.#takeOver(textarea);
  }

  disconnectedCallback(): void {
    document.removeEventListener('click', this.#jump);
    this.#view?.destroy();
    this.#view = undefined;
  }

  get value(): string {
    return this.#view ? JSON.stringify(this.#view.state.doc.toJSON()) : (this.dataset['json'] ?? '');
  }

  /** Sets another body, as one step that can be undone. What the schema refuses changes nothing. */
  set value(json: string) {
    const doc = readBody(json);
    if (!this.#view || !doc) return;
    this.#view.dispatch(this.#view.state.tr.replaceWith(0, this.#view.state.doc.content.size, doc.content));
  }

  override focus(): void {
    this.#view?.focus();
  }

  #createView(frame: HTMLElement, textarea: HTMLTextAreaElement | null): EditorView {
    const state = EditorState.create({
      doc: readBody(this.dataset['json'] ?? '') ?? bodyOfText(textarea?.value ?? ''),
      plugins: this.#plugins(),
    });
    const view: EditorView = new EditorView(frame, {
      state,
      attributes: editorAttributes(this.dataset['label'] ?? 'Body', textarea),
      nodeViews: { image: imageView(this.dataset['imageUrl'] ?? '') },
      transformPastedHTML: cleanPastedHtml,
      transformPasted: linkPastedAddresses,
      dispatchTransaction: (transaction) => {
        view.updateState(view.state.apply(transaction));
        if (transaction.docChanged) this.#changed();
      },
      handleDOMEvents: { blur: () => this.#emit('change') },
    });
    return view;
  }

  #plugins(): Plugin[] {
    return [
      typingRules(),
      ...bodyKeys(),
      history(),
      dropCursor({ class: 'editor-dropcursor' }),
      gapCursor(),
      toolbar(),
      imageUploads(this.dataset['upload'], (problem) => this.#complain(problem)),
    ];
  }

  /** The textarea stays in the page for its label's sake, but is neither seen nor sent. */
  #takeOver(textarea: HTMLTextAreaElement): void {
    const label = textarea.id ? document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`) : null;
    label?.addEventListener('click', (event) => {
      event.preventDefault();
      this.focus();
    });
    textarea.disabled = true;
    textarea.hidden = true;
  }

  /** A link of preflight names the words in the text that it is about. */
  #jump = (event: MouseEvent): void => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-find]') : null;
    if (!link || !this.closest(link.hash || 'none') || link.pathname !== location.pathname) return;
    if (this.#view && selectInText(this.#view, link.dataset['find'] ?? '')) event.preventDefault();
  };

  #changed(): void {
    this.#hidden.value = this.value;
    this.#emit('input');
  }

  #emit(type: 'input' | 'change'): void {
    this.#hidden.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #complain(problem: string | null): void {
    this.#message.hidden = problem === null;
    this.#message.textContent = problem;
  }
}

function readBody(json: string): Node | null {
  try {
    const doc = Node.fromJSON(bodySchema, JSON.parse(json));
    doc.check();
    return doc;
  } catch {
    return null;
  }
}

/** Paragraphs are separated by empty lines, as in the plain textarea. */
function bodyOfText(text: string): Node {
  const paragraphs = text.split(/\n\s*\n/).map((one) => one.replace(/\s+/g, ' ').trim());
  const content = paragraphs.map((one) =>
    bodySchema.node('paragraph', null, one ? bodySchema.text(one) : undefined),
  );
  return bodySchema.node('doc', null, content);
}

function editorAttributes(label: string, textarea: HTMLTextAreaElement | null): Record<string, string> {
  const describedBy = textarea?.getAttribute('aria-describedby');
  return {
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    ...(textarea?.lang ? { lang: textarea.lang, dir: textarea.dir } : {}),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(textarea?.getAttribute('aria-invalid') ? { 'aria-invalid': 'true' } : {}),
  };
}

customElements.define('rich-text', RichText);
