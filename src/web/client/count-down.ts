import { timeLeft } from '../time-left.js';

/** Keeps the server's countdown current. Fires `count-down:done` once, which htmx can use as a trigger. */
class CountDown extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;
  /** How far the browser's clock is ahead of the server's, in milliseconds. */
  #ahead = 0;

  connectedCallback(): void {
    this.#ahead = Date.now() - Date.parse(this.dataset['now'] ?? '') || 0;
    this.#timer = setInterval(() => this.#show(), 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    const left = Date.parse(this.dataset['until'] ?? '') - (Date.now() - this.#ahead);
    this.textContent = timeLeft(left, this.dataset['done']);
    if (left > 0) return;
    clearInterval(this.#timer);
    this.dispatchEvent(new CustomEvent('count-down:done', { bubbles: true }));
  }
}

customElements.define('count-down', CountDown);
