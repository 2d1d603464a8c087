import type { BodyDoc, BodyNode } from './parse-body.js';

/** The body with "Dilley, TX — " before its first paragraph, or before whatever it begins with. */
export function leadWithDateline(body: BodyDoc, dateline: string | undefined): BodyDoc {
  const place = dateline?.trim().replace(/\s*[-–—]+$/, '');
  if (!place) return body;
  const lead: BodyNode[] = [
    { type: 'text', text: place, marks: [{ type: 'strong' }] },
    { type: 'text', text: ' — ' },
  ];
  const [first, ...rest] = body.content ?? [];
  if (first?.type !== 'paragraph') {
    return { ...body, content: [{ type: 'paragraph', content: lead }, ...(body.content ?? [])] };
  }
  return { ...body, content: [{ ...first, content: [...lead, ...(first.content ?? [])] }, ...rest] };
}
