import { Readable } from 'node:stream';
import type { ContactImport } from './contact-import.entity.js';
import type { ImportsService } from './imports.service.js';

const AT_ONCE = 1000;

/** The refused rows under the titles of their file, after the line and the reason. */
export function refusedRows(imports: ImportsService, list: ContactImport): Readable {
  return Readable.from(rows(imports, list));
}

async function* rows(imports: ImportsService, list: ContactImport): AsyncGenerator<string[]> {
  yield ['row', 'reason', ...list.columns.map((column) => column.title)];
  for (let after = 0; ;) {
    const refusals = await imports.refusals(list.id, after, AT_ONCE);
    for (const { line, reason, cells } of refusals) yield [String(line), reason, ...cells];
    if (refusals.length < AT_ONCE) return;
    after = refusals.at(-1)!.line;
  }
}
