import type { Node } from 'prosemirror-model';
import type { EditorView, NodeView, NodeViewConstructor } from 'prosemirror-view';

type Detail = 'alt' | 'credit' | 'caption';

const QUESTIONS: { name: Detail; label: string }[] = [
  { name: 'alt', label: 'What the picture shows (alt text)' },
  { name: 'credit', label: 'Credit' },
  { name: 'caption', label: 'Caption (optional)' },
];

/** An image in the text with its alt text, credit and caption to be filled in right below it. */
export function imageView(urlTemplate: string): NodeViewConstructor {
  return (node, view, getPos) => new ImageView(node, view, getPos, urlTemplate);
}

class ImageView implements NodeView {
  dom = document.createElement('figure');
  #image = document.createElement('img');
  #inputs = new Map<Detail, HTMLInputElement>();

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
    private readonly urlTemplate: string,
  ) {
    this.dom.append(this.#image, ...QUESTIONS.map((question) => this.#field(question)));
    this.#show();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.#show();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof HTMLInputElement;
  }

  ignoreMutation(): boolean {
    return true;
  }

  #field({ name, label }: { name: Detail; label: string }): HTMLElement {
    const wrapper = document.createElement('label');
    wrapper.className = 'field';
    const text = document.createElement('span');
    text.textContent = label;
    const input = document.createElement('input');
    input.className = 'input';
    input.addEventListener('input', (event) => {
      event.stopPropagation();
      this.#set(name, input.value);
    });
    this.#inputs.set(name, input);
    wrapper.append(text, input);
    return wrapper;
  }

  #set(name: Detail, value: string): void {
    const position = this.getPos();
    if (position === undefined) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(position, name, value));
  }

  #show(): void {
    const src = this.urlTemplate.replace('{id}', encodeURIComponent(String(this.node.attrs['imageId'])));
    if (this.#image.getAttribute('src') !== src) this.#image.src = src;
    this.#image.alt = String(this.node.attrs['alt']);
    for (const [name, input] of this.#inputs) {
      const value = String(this.node.attrs[name]);
      if (input.value !== value) input.value = value;
      input.toggleAttribute('data-missing', name !== 'caption' && value.trim() === '');
    }
  }
}
