/**
 * What the server swaps may take the focused button away: then the focus goes to the part that it stood in, and not to
 * the top of the page. Parts say so by `data-keeps-focus`.
 */
export function keepFocusInSwaps(): void {
  let part: HTMLElement | null | undefined;
  document.addEventListener('htmx:before:swap', () => {
    part = document.activeElement?.closest<HTMLElement>('[data-keeps-focus]');
  });
  document.addEventListener('htmx:after:swap', () => {
    if (part?.isConnected && document.activeElement === document.body) part.focus({ preventScroll: true });
    part = null;
  });
}
