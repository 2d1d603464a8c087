/** Loads a changed `src` in a second frame behind the first and swaps them when it is ready: no flash. */
class EmailPreview extends HTMLElement {
  static observedAttributes = ['src'];

  connectedCallback(): void {
    window.addEventListener('blur', this.#mark);
    window.addEventListener('focus', this.#mark);
  }

  disconnectedCallback(): void {
    window.removeEventListener('blur', this.#mark);
    window.removeEventListener('focus', this.#mark);
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== null && after !== null && before !== after) this.#load(after);
  }

  /** Fetches the same address again, for when its content changed. */
  reload(): void {
    const src = this.getAttribute('src');
    if (src) this.#load(src);
  }

  #load(src: string): void {
    for (const unfinished of this.querySelectorAll('iframe[data-loading]')) unfinished.remove();
    const next = document.createElement('iframe');
    next.title = this.dataset['title'] ?? 'Preview';
    next.setAttribute('sandbox', '');
    next.dataset['loading'] = '';
    next.addEventListener('load', () => this.#show(next), { once: true });
    next.src = src;
    this.append(next);
  }

  /** A frame that has the focus is not `:focus` to the page around it. */
  #mark = (): void => {
    this.toggleAttribute('data-focused', this.contains(document.activeElement));
  };

  #show(next: HTMLIFrameElement): void {
    delete next.dataset['loading'];
    if (this.contains(document.activeElement)) next.focus();
    for (const frame of this.querySelectorAll('iframe')) {
      if (frame !== next) frame.remove();
    }
  }
}

customElements.define('email-preview', EmailPreview);
