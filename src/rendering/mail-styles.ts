/** Look of a mail: with or without `prefers-color-scheme: dark`. */
export type Scheme = 'light' | 'dark';
export type Declarations = ReadonlyMap<string, string>;

/** What is read of htmlparser2's elements. */
export interface MailElement {
  type: string;
  name: string;
  attribs: Record<string, string>;
  children: (MailElement | { type: string; data?: string })[];
  parent: unknown;
}

interface Rule {
  matches: (element: MailElement) => boolean;
  declarations: [property: string, value: string][];
  /** Ids count 100, classes 10, names 1: enough for the sheet of a mail. */
  weight: number;
  onlyDark: boolean;
}

/** Shape of what css-tools reads; other kinds of rules have neither. */
interface ReadRule {
  type: string;
  media?: string;
  selectors?: string[];
  rules?: ReadRule[];
  declarations?: { property?: string; value?: string }[];
}

const DARK = /prefers-color-scheme:\s*dark/;

/** A mail's elements and what its style sheet and its inline styles say of each. Rules for narrow windows are left out. */
export class MailStyles {
  private constructor(
    readonly roots: MailElement[],
    private readonly rules: Rule[],
  ) {}

  static async read(html: string): Promise<MailStyles> {
    const [{ parseHtml }, { compile }] = await Promise.all([import('caniemail'), import('css-select')]);
    const { document, stylesheets } = parseHtml(html);
    const rules = stylesheets.flatMap(({ stylesheet }) =>
      rulesIn(stylesheet.rules as ReadRule[], compileWith(compile)),
    );
    const roots = document.children as unknown as MailElement[];
    return new MailStyles(
      roots.filter((node) => 'attribs' in node),
      rules,
    );
  }

  /** By property, in lower case and without `!important`. */
  of(element: MailElement, scheme: Scheme): Declarations {
    const found = new Map<string, { value: string; weight: number }>();
    const set = (property: string, written: string, weight: number) => {
      const important = /\s*!important$/i.test(written);
      const total = weight + (important ? 10_000 : 0);
      if ((found.get(property)?.weight ?? -1) > total) return;
      found.set(property, { value: written.replace(/\s*!important$/i, '').trim(), weight: total });
    };
    for (const rule of this.rules) {
      if (rule.onlyDark && scheme === 'light') continue;
      if (rule.matches(element)) for (const [name, value] of rule.declarations) set(name, value, rule.weight);
    }
    for (const [name, value] of inline(element.attribs['style'] ?? '')) set(name, value, 1000);
    return new Map([...found].map(([name, { value }]) => [name, value]));
  }
}

type Compile = (selector: string) => (element: MailElement) => boolean;

/** A selector that this reader does not know (`::selection`) matches nothing. */
function compileWith(compile: typeof import('css-select').compile): Compile {
  return (selector) => {
    try {
      return compile<unknown, never>(selector) as (element: MailElement) => boolean;
    } catch {
      return () => false;
    }
  };
}

function rulesIn(rules: ReadRule[], compile: Compile): Rule[] {
  return rules.flatMap((rule): Rule[] => {
    if (rule.type === 'media' && DARK.test(rule.media ?? ''))
      return rulesIn(rule.rules ?? [], compile).map((each) => ({ ...each, onlyDark: true }));
    if (rule.type !== 'rule') return [];
    const declarations = (rule.declarations ?? []).flatMap(({ property, value }): [string, string][] =>
      property && value ? [[property.toLowerCase(), value]] : [],
    );
    return (rule.selectors ?? []).map((selector) => ({
      ...{ declarations, weight: weightOf(selector), onlyDark: false },
      matches: compile(selector),
    }));
  });
}

function weightOf(selector: string): number {
  const count = (pattern: RegExp) => selector.match(pattern)?.length ?? 0;
  return count(/#[\w-]+/g) * 100 + count(/[.:[][\w-]+/g) * 10 + count(/(?<![.#:\w-])[a-z][\w-]*/gi);
}

function inline(style: string): [string, string][] {
  return style.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf(':');
    return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
  });
}
