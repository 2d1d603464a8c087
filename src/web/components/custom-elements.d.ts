import 'preact';

type IslandAttributes = {
  children?: preact.ComponentChildren;
  class?: string;
  id?: string;
  name?: string;
  src?: string;
  role?: preact.AriaRole;
  hidden?: boolean;
  [attribute: `data-${string}`]: string | undefined;
  [attribute: `hx-${string}`]: string | boolean | undefined;
};

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'rich-text': IslandAttributes;
      'email-preview': IslandAttributes;
      'auto-save': IslandAttributes;
      'count-down': IslandAttributes;
      'local-time': IslandAttributes;
      'print-page': IslandAttributes;
      'proof-of-work': IslandAttributes;
    }
  }
}
