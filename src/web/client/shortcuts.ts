type Shortcut = { keys: string; does: string };

/** What works on every page; pages add their own with `data-shortcut="n"` on a link, button or field. */
const EVERYWHERE: Shortcut[] = [
  { keys: 'Ctrl K', does: 'Search' },
  { keys: '?', does: 'Show this list' },
  { keys: 'Esc', does: 'Close a menu or a dialog' },
];

export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (isSearchKey(event)) return act(event, focusSearch);
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    if (event.key === '?') return act(event, showHelp);
    const target = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target) act(event, () => use(target));
  });
}

function act(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

function isSearchKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k';
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** Opens the small screen's menu first when the search field is in there. */
function focusSearch(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-search-field]')];
  const seen = fields.find((field) => field.checkVisibility());
  if (seen) return seen.select();
  const menu = document.querySelector<HTMLDetailsElement>('details.small-menu');
  if (!menu) return;
  menu.open = true;
  menu.querySelector<HTMLInputElement>('[data-search-field]')?.focus();
}

function use(target: HTMLElement): void {
  if (target.matches('input, textarea, select')) target.focus();
  else target.click();
}

function showHelp(): void {
  document.querySelector('dialog.shortcut-help')?.remove();
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog shortcut-help';
  dialog.setAttribute('aria-label', 'Keyboard shortcuts');
  const title = document.createElement('h2');
  title.textContent = 'Keyboard shortcuts';
  dialog.append(title, shortcutList([...EVERYWHERE, ...ofThisPage()]), closeButton());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function ofThisPage(): Shortcut[] {
  return [...document.querySelectorAll<HTMLElement>('[data-shortcut]')].map((element) => ({
    keys: element.dataset['shortcut'] ?? '',
    does: element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '',
  }));
}

function shortcutList(shortcuts: Shortcut[]): HTMLElement {
  const list = document.createElement('dl');
  list.className = 'key-values';
  for (const { keys, does } of shortcuts) {
    const [row, term, meaning, key] = ['div', 'dt', 'dd', 'kbd'].map((tag) => document.createElement(tag));
    if (!row || !term || !meaning || !key) continue;
    key.textContent = keys;
    meaning.textContent = does;
    term.append(key);
    row.append(term, meaning);
    list.append(row);
  }
  return list;
}

function closeButton(): HTMLElement {
  const form = document.createElement('form');
  form.method = 'dialog';
  const button = document.createElement('button');
  button.className = 'button';
  button.textContent = 'Close';
  form.append(button);
  return form;
}
