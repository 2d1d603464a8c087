import { readFile } from 'node:fs/promises';

const BODY_STYLES = new URL('../../templates/body-styles.css', import.meta.url);

/** The inline styles of `templates/body-styles.css` by `tag` or `tag.class`, mirrored for `rtl`. */
export async function readBodyStyles(direction: 'ltr' | 'rtl'): Promise<Record<string, string>> {
  const css = await readFile(BODY_STYLES, 'utf8');
  return parseBodyStyles(direction === 'rtl' ? mirrored(css) : css);
}

// Mail clients do not know `border-inline-start` and its kin.
function mirrored(css: string): string {
  return css.replace(/\b(left|right)\b/g, (side) => (side === 'left' ? 'right' : 'left'));
}

/** @throws Error for a selector that cannot be written inline */
export function parseBodyStyles(css: string): Record<string, string> {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g);
  return Object.fromEntries(
    [...rules].map(([, selector = '', declarations = '']) => [styleKey(selector), oneLine(declarations)]),
  );
}

function styleKey(selector: string): string {
  const key = selector.trim();
  if (!/^[a-z][a-z0-9]*(\.[a-z-]+)?$/.test(key)) {
    throw new Error(`templates/body-styles.css: "${key}" is not a tag or tag.class`);
  }
  return key;
}

function oneLine(declarations: string): string {
  return declarations
    .split(';')
    .map((declaration) => declaration.trim().replace(/:\s+/, ':'))
    .filter((declaration) => declaration !== '')
    .join(';');
}
