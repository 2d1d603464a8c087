type Question = { name: string; label: string; value: string; type: 'url' | 'text'; hint?: string };

type DialogWords = { title: string; confirm: string; remove?: string };

/** Asks in a modal dialog of the page. Resolves with the answers, `'remove'`, or null when dismissed. */
export function ask(
  words: DialogWords,
  questions: Question[],
  check: (answers: Record<string, string>) => string | null,
): Promise<Record<string, string> | 'remove' | null> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-label', words.title);
  const form = document.createElement('form');
  form.method = 'dialog';
  form.noValidate = true;
  const title = document.createElement('h2');
  title.textContent = words.title;
  const problem = document.createElement('p');
  problem.className = 'field-error';
  problem.setAttribute('role', 'alert');
  form.append(title, ...questions.map(field), problem, buttons(words));
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    form.addEventListener('submit', (event) => {
      const choice = event.submitter?.getAttribute('value');
      const answers = Object.fromEntries(
        [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]),
      );
      problem.textContent = choice === 'confirm' ? check(answers) : null;
      if (problem.textContent) return event.preventDefault();
      resolve(choice === 'confirm' ? answers : choice === 'remove' ? 'remove' : null);
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(null);
    });
  });
}

function field(question: Question): HTMLElement {
  const label = document.createElement('label');
  label.className = 'field';
  const text = document.createElement('span');
  text.textContent = question.label;
  const input = document.createElement('input');
  input.className = 'input';
  input.name = question.name;
  input.type = question.type;
  input.value = question.value;
  input.autocomplete = 'off';
  label.append(text, input);
  return label;
}

function buttons(words: DialogWords): HTMLElement {
  const row = document.createElement('div');
  row.className = 'button-row';
  row.append(button(words.confirm, 'confirm', 'button-primary'));
  if (words.remove) row.append(button(words.remove, 'remove', 'button-plain'));
  row.append(button('Cancel', 'cancel', 'button-quiet'));
  return row;
}

function button(text: string, value: string, look: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.className = `button ${look}`;
  element.value = value;
  element.textContent = text;
  return element;
}
