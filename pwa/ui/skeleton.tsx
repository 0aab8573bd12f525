/** Grey lines while something loads. `label` is what a screen reader hears. */
export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div class="stack" role="status">
      <span class="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span
          key={index}
          class={index === 0 ? 'skeleton skeleton-short' : index % 2 === 0 ? 'skeleton skeleton-half' : 'skeleton'}
        />
      ))}
    </div>
  );
}
