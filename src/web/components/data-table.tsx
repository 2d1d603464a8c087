import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.js';

export type Sorting = { href: string; direction?: 'ascending' | 'descending' };

export type Column<Row> = {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers and times stand right, in figures of one width. */
  align?: 'end';
  /** The cell that names its row: a row header, and the title of the card on a phone. */
  isTitle?: boolean;
  /** Left out on a phone. */
  isMinor?: boolean;
  sorting?: Sorting;
};

type DataTableProps<Row> = {
  /** What the table holds; heard by a screen reader, and seen when `showCaption` is set. */
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId?: (row: Row) => string;
  /** Shown in place of the table when there is nothing in it. */
  empty: ComponentChildren;
};

/** A table that turns into one card a row below 640 px, each value then labelled by its column. */
export function DataTable<Row>(props: DataTableProps<Row>): VNode {
  if (props.rows.length === 0) return <>{props.empty}</>;
  return (
    <div class="table-frame">
      <table class="data-table">
        <caption class={props.showCaption ? undefined : 'visually-hidden'}>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <HeadCell column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr id={props.rowId?.(row)}>
              {props.columns.map((column) => (
                <BodyCell column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell<Row>({ column }: { column: Column<Row> }): VNode {
  return (
    <th scope="col" class={cellClass(column)} aria-sort={column.sorting?.direction}>
      {column.sorting ? (
        <a href={column.sorting.href}>
          {column.title} <Icon name={sortIcon(column.sorting)} />
        </a>
      ) : (
        column.title
      )}
    </th>
  );
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }): VNode {
  if (column.isTitle) {
    return (
      <th scope="row" class={cellClass(column)}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td class={cellClass(column)} data-label={column.title}>
      {column.cell(row)}
    </td>
  );
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const classes = [
    column.align === 'end' && 'cell-end',
    column.isTitle && 'cell-title',
    column.isMinor && 'cell-minor',
  ];
  return classes.filter(Boolean).join(' ') || undefined;
}

function sortIcon({ direction }: Sorting): string {
  if (direction === 'ascending') return 'arrow-up';
  return direction === 'descending' ? 'arrow-down' : 'arrow-up-down';
}

/** A headline that leads to its release, with a line of detail below it. */
export function TitleCell({
  href,
  title,
  detail,
}: {
  href: string;
  title: string;
  detail?: ComponentChildren;
}): VNode {
  return (
    <>
      <a class="row-title" href={href}>
        {title}
      </a>
      {detail && <span class="row-detail">{detail}</span>}
    </>
  );
}
