/** Initials of a name; a number or an unknown gets a neutral mark. Decoration: the name stands beside it. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span class={large ? 'avatar avatar-large' : 'avatar'} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toUpperCase() || '#';
}
