import 'htmx.org';
import 'htmx.org/dist/ext/hx-sse.js';
import { loadIslands } from './load-islands.js';
import { keepFocusInSwaps } from './keep-focus.js';
import { listenForShortcuts } from './shortcuts.js';

loadIslands({
  'rich-text': () => import('./rich-text.js'),
  'email-preview': () => import('./email-preview.js'),
  'auto-save': () => import('./auto-save.js'),
  'count-down': () => import('./count-down.js'),
  'local-time': () => import('./local-time.js'),
  'print-page': () => import('./print-page.js'),
});
listenForShortcuts();
focusFirstError();
keepFocusInSwaps();
closeMenusOnEscape();
keepToOneLine();

/** After a refused form the reader, and the screen reader, start at what is wrong. */
function focusFirstError(): void {
  document.querySelector<HTMLElement>('[data-focus-first]')?.focus();
}

function closeMenusOnEscape(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus();
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && !event.target.closest('details.menu')) closeMenus();
  });
}

/** Enter in a headline sends the form as in any other one-line field; pasted line breaks become spaces. */
function keepToOneLine(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !isOneLine(event.target)) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });
  document.addEventListener('input', ({ target }) => {
    if (isOneLine(target) && target.value.includes('\n'))
      target.value = target.value.replace(/\s*\n\s*/g, ' ');
  });
}

function isOneLine(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement && 'oneLine' in target.dataset;
}

function closeMenus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector('summary')?.focus();
  }
}
