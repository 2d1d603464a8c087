import bold from 'lucide-static/icons/bold.svg';
import heading2 from 'lucide-static/icons/heading-2.svg';
import heading3 from 'lucide-static/icons/heading-3.svg';
import italic from 'lucide-static/icons/italic.svg';
import linkIcon from 'lucide-static/icons/link.svg';
import list from 'lucide-static/icons/list.svg';
import listOrdered from 'lucide-static/icons/list-ordered.svg';
import minus from 'lucide-static/icons/minus.svg';
import quote from 'lucide-static/icons/quote.svg';
import redoIcon from 'lucide-static/icons/redo-2.svg';
import textQuote from 'lucide-static/icons/text-quote.svg';
import undoIcon from 'lucide-static/icons/undo-2.svg';
import { chainCommands, lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import type { MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, wrapInList } from 'prosemirror-schema-list';
import { type Command, type EditorState, Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { bodySchema } from '../../../rendering/body-schema.js';
import { editLink, isInLink } from './link-dialog.js';

type Tool = {
  label: string;
  keys?: string;
  icon: string;
  run: Command;
  isOn?: (state: EditorState) => boolean;
};

const { nodes, marks } = bodySchema;

const GROUPS: Tool[][] = [
  [
    { label: 'Bold', keys: 'Ctrl B', icon: bold, run: toggleMark(marks.strong), isOn: hasMark(marks.strong) },
    { label: 'Italic', keys: 'Ctrl I', icon: italic, run: toggleMark(marks.em), isOn: hasMark(marks.em) },
    { label: 'Link', keys: 'Ctrl K', icon: linkIcon, run: editLink, isOn: isInLink },
  ],
  [heading(2, heading2), heading(3, heading3)],
  [
    { label: 'Quotation', keys: 'Ctrl Shift 9', icon: textQuote, ...wrapped(nodes.blockquote) },
    { label: 'Pull quote', icon: quote, ...wrapped(nodes.pull_quote) },
    { label: 'Bulleted list', keys: 'Ctrl Shift 8', icon: list, ...listed(nodes.bullet_list) },
    { label: 'Numbered list', keys: 'Ctrl Shift 7', icon: listOrdered, ...listed(nodes.ordered_list) },
    { label: 'Line across', icon: minus, run: insertRule },
  ],
  [
    { label: 'Undo', keys: 'Ctrl Z', icon: undoIcon, run: undo },
    { label: 'Redo', keys: 'Ctrl Y', icon: redoIcon, run: redo },
  ],
];

/** The row of buttons above the text: one tab stop, arrow keys within, pressed and disabled as the caret moves. */
export function toolbar(): Plugin {
  return new Plugin({ view: (view) => new Toolbar(view) });
}

class Toolbar {
  #buttons: { tool: Tool; button: HTMLButtonElement }[] = [];
  #row = document.createElement('div');

  constructor(view: EditorView) {
    this.#row.className = 'editor-toolbar';
    this.#row.setAttribute('role', 'toolbar');
    this.#row.setAttribute('aria-label', 'Formatting');
    GROUPS.forEach((group, index) => this.#addGroup(group, index, view));
    this.#row.addEventListener('keydown', (event) => this.#moveFocus(event));
    view.dom.parentElement?.prepend(this.#row);
    this.update(view);
  }

  update(view: EditorView): void {
    for (const { tool, button } of this.#buttons) {
      if (tool.isOn) button.setAttribute('aria-pressed', String(tool.isOn(view.state)));
      button.setAttribute('aria-disabled', String(!tool.run(view.state) && !tool.isOn?.(view.state)));
    }
  }

  destroy(): void {
    this.#row.remove();
  }

  #addGroup(group: Tool[], index: number, view: EditorView): void {
    if (index > 0) this.#row.append(gap());
    for (const tool of group) {
      const button = toolButton(tool, this.#buttons.length === 0 ? 0 : -1);
      button.addEventListener('click', () => {
        tool.run(view.state, view.dispatch, view);
        if (tool.run !== editLink) view.focus();
      });
      this.#buttons.push({ tool, button });
      this.#row.append(button);
    }
  }

  #moveFocus(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = this.#buttons.map(({ button }) => button);
    const now = all.findIndex((button) => button === document.activeElement);
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    for (const button of all) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  }
}

function toolButton({ label, keys, icon }: Tool, tabIndex: number): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = tabIndex;
  button.title = keys ? `${label} (${keys})` : label;
  button.setAttribute('aria-label', label);
  button.innerHTML = icon;
  button.querySelector('svg')?.setAttribute('class', 'icon');
  button.querySelector('svg')?.setAttribute('aria-hidden', 'true');
  // The editor keeps its selection while the mouse is on the toolbar.
  button.addEventListener('mousedown', (event) => event.preventDefault());
  return button;
}

function gap(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'editor-gap';
  return element;
}

function heading(level: 2 | 3, icon: string): Tool {
  const isOn = (state: EditorState): boolean =>
    state.selection.$from.parent.hasMarkup(nodes.heading, { level });
  const run: Command = (state, dispatch) => {
    const command = isOn(state) ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level });
    return command(state, dispatch);
  };
  return { label: level === 2 ? 'Heading' : 'Smaller heading', keys: `Ctrl Alt ${level}`, icon, run, isOn };
}

function wrapped(type: NodeType): Pick<Tool, 'run' | 'isOn'> {
  return {
    isOn: isInside(type),
    run: (state, dispatch) => (isInside(type)(state) ? lift : wrapIn(type))(state, dispatch),
  };
}

function listed(type: NodeType): Pick<Tool, 'run' | 'isOn'> {
  const unlist = chainCommands(liftListItem(nodes.list_item), lift);
  return {
    isOn: isInside(type),
    run: (state, dispatch) => (isInside(type)(state) ? unlist : wrapInList(type))(state, dispatch),
  };
}

function insertRule(state: EditorState, dispatch?: (transaction: EditorState['tr']) => void): boolean {
  dispatch?.(state.tr.replaceSelectionWith(nodes.horizontal_rule.create()));
  return true;
}

function isInside(type: NodeType): (state: EditorState) => boolean {
  return ({ selection: { $from } }) =>
    Array.from({ length: $from.depth }, (_, index) => $from.node(index + 1)).some(
      (node) => node.type === type,
    );
}

function hasMark(type: MarkType): (state: EditorState) => boolean {
  return ({ selection, storedMarks, doc }) => {
    if (selection.empty) return Boolean(type.isInSet(storedMarks ?? selection.$from.marks()));
    return doc.rangeHasMark(selection.from, selection.to, type);
  };
}
