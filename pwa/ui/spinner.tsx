export function Spinner({ label }: { label?: string }) {
  if (label === undefined) return <span class="spinner" aria-hidden="true" />;
  return (
    <span class="row row-tight soft" role="status">
      <span class="spinner" aria-hidden="true" />
      {label}
    </span>
  );
}
