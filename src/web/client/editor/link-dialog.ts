import type { Attrs } from 'prosemirror-model';
import { type Command, type EditorState, TextSelection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { bodySchema } from '../../../rendering/body-schema.js';
import { whyHrefIsRefused } from '../../../rendering/link-href.js';
import { ask } from './dialog.js';

const link = bodySchema.marks.link;

/** Opens the link dialog for the selection, or for the link the caret is in. */
export const editLink: Command = (state, dispatch, view) => {
  const range = linkedRange(state);
  if (state.selection.empty && !range) return false;
  if (dispatch && view) void askForLink(view, range);
  return true;
};

export function isInLink(state: EditorState): boolean {
  return linkedRange(state) !== null;
}

async function askForLink(view: EditorView, range: LinkedRange | null): Promise<void> {
  const { from, to } = range ?? view.state.selection;
  const answer = await ask(
    {
      title: range ? 'Change link' : 'Add a link',
      confirm: range ? 'Change' : 'Add link',
      remove: range ? 'Remove link' : undefined,
    },
    [{ name: 'href', label: 'Address', value: String(range?.attrs['href'] ?? ''), type: 'url' }],
    ({ href = '' }) => asSentence(whyHrefIsRefused(completed(href))),
  );
  if (answer === 'remove') view.dispatch(view.state.tr.removeMark(from, to, link));
  else if (answer) setLink(view, from, to, completed(answer['href'] ?? ''));
  view.focus();
}

function setLink(view: EditorView, from: number, to: number, href: string): void {
  const transaction = view.state.tr.removeMark(from, to, link).addMark(from, to, link.create({ href }));
  view.dispatch(transaction.setSelection(TextSelection.create(transaction.doc, to)));
}

function asSentence(reason: string | null): string | null {
  return reason && `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** "paper.example/story" and "desk@paper.example" are meant as addresses too. */
export function completed(href: string): string {
  const trimmed = href.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return trimmed;
  if (/^[^\s@/]+@[^\s@/]+$/.test(trimmed)) return `mailto:${trimmed}`;
  return /^[^\s/]+\.[^\s/]+/.test(trimmed) ? `https://${trimmed}` : trimmed;
}

type LinkedRange = { from: number; to: number; attrs: Attrs };

/** The whole run of text that carries the same link as the caret's place. */
function linkedRange({ selection }: EditorState): LinkedRange | null {
  const { $from } = selection;
  const mark =
    $from.marks().find((one) => one.type === link) ?? $from.nodeAfter?.marks.find((one) => one.type === link);
  if (!mark) return null;
  let from = $from.start();
  let found: LinkedRange | null = null;
  $from.parent.forEach((child, offset) => {
    const start = $from.start() + offset;
    const isLinked = mark.isInSet(child.marks);
    if (isLinked && (found === null || found.to < start)) from = start;
    if (isLinked && from <= $from.pos && start + child.nodeSize >= $from.pos)
      found = { from, to: start + child.nodeSize, attrs: mark.attrs };
  });
  return found;
}
