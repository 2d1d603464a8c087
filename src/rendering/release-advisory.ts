import type { ReleaseContent } from './release-content.js';
import type { Words } from './words.js';

/** The labelled lines of an advisory in their order; none for a release of another kind. */
export function advisoryRows(content: ReleaseContent, labels: Words): { label: string; text: string }[] {
  const { advisory } = content;
  if (!advisory) return [];
  const rows = [
    { label: labels.who, text: advisory.who },
    { label: labels.what, text: advisory.what },
    { label: labels.when, text: advisory.when },
    { label: labels.where, text: advisory.where },
    ...(advisory.more ?? []),
  ];
  return rows
    .filter((row) => row.text.trim() !== '')
    .map((row) => ({ label: row.label.toLocaleUpperCase(content.language), text: row.text }));
}
