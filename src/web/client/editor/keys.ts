import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import {
  InputRule,
  ellipsis,
  inputRules,
  textblockTypeInputRule,
  undoInputRule,
  wrappingInputRule,
} from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, Plugin } from 'prosemirror-state';
import { bodySchema } from '../../../rendering/body-schema.js';
import { addressRule } from './link-addresses.js';
import { editLink } from './link-dialog.js';

const { nodes, marks } = bodySchema;

const hardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

const KEYS: Record<string, Command> = {
  'Mod-b': toggleMark(marks.strong),
  'Mod-i': toggleMark(marks.em),
  'Mod-k': editLink,
  'Mod-z': undo,
  'Mod-y': redo,
  'Shift-Mod-z': redo,
  'Mod-Alt-0': setBlockType(nodes.paragraph),
  'Mod-Alt-2': setBlockType(nodes.heading, { level: 2 }),
  'Mod-Alt-3': setBlockType(nodes.heading, { level: 3 }),
  'Mod-Shift-7': wrapInList(nodes.ordered_list),
  'Mod-Shift-8': wrapInList(nodes.bullet_list),
  'Mod-Shift-9': wrapIn(nodes.blockquote),
  Enter: splitListItem(nodes.list_item),
  'Mod-[': liftListItem(nodes.list_item),
  'Mod-]': sinkListItem(nodes.list_item),
  'Shift-Enter': hardBreak,
  Backspace: undoInputRule,
};

/** Tab is left alone: it moves on to the next field, as everywhere else on the page. */
export function bodyKeys(): Plugin[] {
  return [keymap(KEYS), keymap(baseKeymap)];
}

/** `## ` makes a heading, `- ` and `1. ` a list, `> ` a quotation; two hyphens become an em dash. */
export function typingRules(): Plugin {
  return inputRules({
    rules: [
      ellipsis,
      addressRule(),
      new InputRule(/(?<=[^-])--$/, '—'),
      textblockTypeInputRule(/^(#{2,3})\s$/, nodes.heading, (match) => ({ level: match[1]?.length })),
      wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
      wrappingInputRule(/^(\d{1,4})\.\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) })),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    ],
  });
}
