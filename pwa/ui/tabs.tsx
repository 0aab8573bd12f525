export type TabItem = { href: string; label: string; current: boolean; count?: number };

/** Tabs that are links: each view has its own address, and Back works. */
export function TabNav({ label, items }: { label: string; items: readonly TabItem[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {items.map((item) => (
        <a key={item.href} class="tab" href={item.href} aria-current={item.current ? 'page' : undefined}>
          {item.label}
          {item.count === undefined ? null : <span class="count">{item.count}</span>}
        </a>
      ))}
    </nav>
  );
}
