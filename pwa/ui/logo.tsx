/** The mark: two names on one line, the second signs for the first. */
export function Logo({ withName = true }: { withName?: boolean }) {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect class="logo-tile" x="1" y="1" width="30" height="30" rx="9" />
        <path class="logo-first" d="M8 22.500h16" />
        <path class="logo-second" d="M9 14.500l4.8 4.500L23 9" />
      </svg>
      {withName ? <span>Countersign</span> : null}
    </span>
  );
}
