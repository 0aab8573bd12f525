import type { ComponentChildren } from 'preact';

export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ComponentChildren;
  /** Right-aligned figures. */
  numeric?: boolean;
  /** On a phone the cell takes a line of its own. */
  full?: boolean;
  /** On a phone the label is written before the cell. */
  labelled?: boolean;
};

export type TableProps<Row> = {
  /** Names the table for assistive technology. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Set when a cell holds a `row-link`: the whole row then follows it. */
  linked?: boolean;
  /** Stacks into cards on narrow screens (default). */
  stack?: boolean;
  testId?: string;
};

export function Table<Row>({ label, columns, rows, rowKey, linked = false, stack = true, testId }: TableProps<Row>) {
  return (
    // ARIA roles are repeated because `display: flex` on a row takes them away in some browsers.
    <div class="table-scroll">
      <table class={`table ${stack ? 'table-stack' : ''}`} role="table" aria-label={label} data-testid={testId}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} scope="col" role="columnheader" class={column.numeric === true ? 'num' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" class={linked ? 'linked' : undefined}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  role="cell"
                  class={`${column.numeric === true ? 'num' : ''} ${column.full === true ? 'cell-full' : ''}`}
                  data-label={column.labelled === true ? column.label : undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
