/** Where the button that was pressed goes with what it did, keyboards go on from the page's heading. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
