import type { Node } from 'prosemirror-model';
import { TextSelection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';

/** Selects the words, or the link to this address, and scrolls there. @returns whether they were found */
export function selectInText(view: EditorView, wanted: string): boolean {
  const place = placeOf(view.state.doc, wanted);
  if (!place) return false;
  const selection = TextSelection.create(view.state.doc, place.from, place.to);
  view.focus();
  view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
  return true;
}

type Place = { from: number; to: number };

function placeOf(doc: Node, wanted: string): Place | null {
  let place: Place | null = null;
  doc.descendants((node, at) => {
    if (place) return false;
    if (node.isText && node.marks.some((mark) => mark.attrs['href'] === wanted))
      place = { from: at, to: at + node.nodeSize };
    else if (node.isTextblock) place = inBlock(node, at + 1, wanted);
    return !place;
  });
  return place;
}

/** Bold words and links part a sentence into several nodes; each that is no text counts as one character. */
function inBlock(block: Node, start: number, wanted: string): Place | null {
  const text = block.textBetween(0, block.content.size, undefined, '\n').toLowerCase();
  const found = text.indexOf(wanted.toLowerCase());
  return found < 0 ? null : { from: start + found, to: start + found + wanted.length };
}
