/** Shows the button within it, which prints the page: without script nobody is offered what would do nothing. */
class PrintPage extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.querySelector('button')?.addEventListener('click', () => window.print());
  }
}

customElements.define('print-page', PrintPage);
