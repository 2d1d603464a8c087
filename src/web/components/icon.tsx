import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { VNode } from 'preact';

/** Names of the lucide set; only what is used is read, and each file once per process. */
export type IconName = string;

const FALLBACK = 'circle';
const folder = createRequire(import.meta.url)
  .resolve('lucide-static/icons/circle.svg')
  .replace(/circle\.svg$/, '');
const drawings = new Map<string, string>();

/** Decorative unless `label` is given: then a screen reader hears the label. */
export function Icon({ name, label }: { name: IconName; label?: string }): VNode {
  const naming = label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': 'true' as const };
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      focusable="false"
      {...naming}
      dangerouslySetInnerHTML={{ __html: drawing(name) }}
    />
  );
}

function drawing(name: string): string {
  const known = drawings.get(name);
  if (known !== undefined) return known;
  const shapes = readShapes(/^[a-z0-9-]+$/.test(name) ? name : FALLBACK);
  drawings.set(name, shapes);
  return shapes;
}

/** The shapes inside the `<svg>`; the package's file is trusted, the name was checked above. */
function readShapes(name: string): string {
  try {
    const file = readFileSync(`${folder}${name}.svg`, 'utf8');
    return file
      .slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>'))
      .replace(/\s*\n\s*/g, '');
  } catch (cause) {
    throw new Error(`No icon is called ${name}`, { cause });
  }
}
