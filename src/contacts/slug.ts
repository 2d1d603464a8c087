/** A name as it stands in addresses of pages: `Women’s Health & Care` → `womens-health-care`. Letters of any script stay. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[\p{M}'’]/gu, '');
  const words = plain
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u);
  return words.filter(Boolean).join('-').slice(0, 80).replace(/-$/, '');
}
