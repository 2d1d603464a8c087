import type { ComponentChildren, VNode } from 'preact';

export type ChartTable = { columns: readonly string[]; rows: readonly (readonly (string | number)[])[] };

type ChartFrameProps = {
  title: string;
  /** The unit, the span of time, or what is left out. */
  note?: string;
  /** The same numbers as a table, for whoever cannot or would rather not read the drawing. */
  table?: ChartTable;
  children: ComponentChildren;
};

export function ChartFrame({ title, note, table, children }: ChartFrameProps): VNode {
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {note && <small>{note}</small>}
      </figcaption>
      {children}
      {table && <NumbersBehind table={table} caption={title} />}
    </figure>
  );
}

function NumbersBehind({ table, caption }: { table: ChartTable; caption: string }): VNode {
  return (
    <details>
      <summary>The numbers as a table</summary>
      <section class="table-frame" aria-label={`${caption}, as a table`} tabIndex={0}>
        <table class="data-table numbers">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th scope="col" class={index > 0 ? 'cell-end' : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr>{row.map((cell, index) => numberCell(cell, table.columns[index] ?? '', index))}</tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function numberCell(cell: string | number, column: string, index: number): VNode {
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : cell;
  if (index === 0) return <th scope="row">{text}</th>;
  return (
    <td class="cell-end" data-label={column}>
      {text}
    </td>
  );
}
