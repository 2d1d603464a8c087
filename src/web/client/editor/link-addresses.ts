import { Fragment, type Node, Slice } from 'prosemirror-model';
import { InputRule } from 'prosemirror-inputrules';
import { partsWithAddresses } from '../../../rendering/bare-addresses.js';
import { bodySchema } from '../../../rendering/body-schema.js';

const { link } = bodySchema.marks;

/** What is pasted with web addresses in it has them as links. */
export function linkPastedAddresses(slice: Slice): Slice {
  return new Slice(linked(slice.content), slice.openStart, slice.openEnd);
}

/** A space after a web address makes it a link; Backspace undoes that. */
export function addressRule(): InputRule {
  return new InputRule(/https?:\/\/\S+\s$/i, (state, [typed = ''], start, end) => {
    const [first] = partsWithAddresses(typed.trimEnd());
    if (!first?.href || state.doc.rangeHasMark(start, end, link)) return null;
    return state.tr
      .addMark(start, start + first.text.length, link.create({ href: first.href }))
      .insertText(typed.slice(-1), end);
  });
}

function linked(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (node.isText) nodes.push(...linkedText(node));
    else nodes.push(node.copy(linked(node.content)));
  });
  return Fragment.fromArray(nodes);
}

function linkedText(node: Node): Node[] {
  if (link.isInSet(node.marks)) return [node];
  return partsWithAddresses(node.text ?? '').map(({ text, href }) =>
    bodySchema.text(text, href ? link.create({ href }).addToSet(node.marks) : node.marks),
  );
}
