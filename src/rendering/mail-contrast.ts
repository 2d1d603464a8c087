import type { Declarations, MailElement, Scheme } from './mail-styles.js';
import { MailStyles } from './mail-styles.js';

/** Words of a mail that stand out too little from their ground (WCAG 2.2, 1.4.3). */
export interface PaleWords {
  scheme: Scheme;
  /** As hexadecimal numbers, `#635f56`. */
  color: string;
  background: string;
  /** Between 1 and 21, one decimal. */
  ratio: number;
  needed: number;
  /** The first words of it, at most 40 characters. */
  words: string;
  /** Classes of all elements around, from the innermost. */
  classes: string[];
}

const ENOUGH = 4.5;
/** Of 24 px, or of 18.66 px in bold. */
const ENOUGH_WHEN_LARGE = 3;

interface Ground {
  color: string | null;
  background: string | null;
  size: number;
  isBold: boolean;
  classes: string[];
}

const PAPER: Record<Scheme, Ground> = {
  light: { color: '#000000', background: '#ffffff', size: 16, isBold: false, classes: [] },
  dark: { color: '#ffffff', background: '#121212', size: 16, isBold: false, classes: [] },
};

/**
 * Words that are too pale in the light or in the dark look, each pair of colours once. Reads inline styles and the
 * mail's own style sheet; a ground that is a picture or a gradient is not judged. Takes 10 to 30 ms.
 */
export async function mailContrast(html: string): Promise<PaleWords[]> {
  const styles = await MailStyles.read(html);
  return (['light', 'dark'] as const).flatMap((scheme) => {
    const found = new Map<string, PaleWords>();
    for (const root of styles.roots) walk(root, PAPER[scheme], { styles, scheme, found });
    return [...found.values()];
  });
}

interface Walk {
  styles: MailStyles;
  scheme: Scheme;
  found: Map<string, PaleWords>;
}

function walk(element: MailElement, around: Ground, at: Walk): void {
  const declared = at.styles.of(element, at.scheme);
  if (declared.get('display') === 'none' || element.name === 'style' || element.name === 'title') return;
  const ground = groundOf(element, declared, around);
  for (const child of element.children) {
    if ('attribs' in child) walk(child, ground, at);
    else if (child.type === 'text') judge(child.data ?? '', ground, at);
  }
}

function groundOf(element: MailElement, declared: Declarations, around: Ground): Ground {
  const background =
    declared.get('background-color') ?? declared.get('background') ?? element.attribs['bgcolor'];
  const weight = declared.get('font-weight');
  const size = /^([\d.]+)px$/.exec(declared.get('font-size') ?? '')?.[1];
  const isStrong = element.name === 'strong' || element.name === 'b' || /^h[1-6]$/.test(element.name);
  return {
    color: colorOf(declared.get('color'), around.color),
    background: colorOf(background, around.background),
    size: size === undefined ? around.size : Number(size),
    isBold: weight === undefined ? isStrong || around.isBold : /^(bold|[6-9]00)/.test(weight),
    classes: [...(element.attribs['class'] ?? '').split(/\s+/).filter(Boolean), ...around.classes],
  };
}

/** null: nothing that can be judged. */
function colorOf(value: string | undefined, inherited: string | null): string | null {
  if (value === undefined || /^(inherit|transparent|none|currentcolor|)$/i.test(value)) return inherited;
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase();
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(value);
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`.toLowerCase();
  return { white: '#ffffff', black: '#000000' }[value.toLowerCase()] ?? null;
}

function judge(text: string, { color, background, size, isBold, classes }: Ground, at: Walk): void {
  const words = text.replaceAll(/(?:&[#\w]+;|\s)+/g, ' ').trim();
  if (!/[\p{L}\p{N}]/u.test(words) || size === 0 || color === null || background === null) return;
  const needed = size >= 24 || (isBold && size >= 18.66) ? ENOUGH_WHEN_LARGE : ENOUGH;
  const ratio = contrastOf(color, background);
  const key = `${color}${background}`;
  if (ratio >= needed || at.found.has(key)) return;
  const rounded = Math.floor(ratio * 10) / 10;
  at.found.set(key, {
    ...{ scheme: at.scheme, color, background, ratio: rounded, needed },
    ...{ words: words.slice(0, 40), classes },
  });
}

/** Of two colours as `#rrggbb`: between 1 and 21. */
export function contrastOf(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
