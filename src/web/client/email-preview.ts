/** Loads a changed `src` in a second frame behind the first and swaps them when it is ready: no flash. */
class EmailPreview extends HTMLElement {
  static observedAttributes = ['src'];

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

  #show(next: HTMLIFrameElement): void {
    delete next.dataset['loading'];
    for (const frame of this.querySelectorAll('iframe')) {
      if (frame !== next) frame.remove();
    }
  }
}

customElements.define('email-preview', EmailPreview);
