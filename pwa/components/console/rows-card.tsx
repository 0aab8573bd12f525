import type { ComponentChildren } from 'preact';
import { Card } from '../../ui/card.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

export type RowsCardProps = {
  /** Undefined while nothing was read yet. */
  count: number | undefined;
  loading: boolean;
  /** What stands there when there are no rows: it says what will appear. */
  empty: ComponentChildren;
  /** The table. */
  children: ComponentChildren;
};

/** A list of the console: its bones while it loads, words when it is empty, else the table. */
export function RowsCard({ count, loading, empty, children }: RowsCardProps) {
  if (count === undefined) {
    if (!loading) return null;
    return (
      <Card>
        <Skeleton lines={5} />
      </Card>
    );
  }
  return <Card flush={count > 0}>{count > 0 ? children : empty}</Card>;
}
