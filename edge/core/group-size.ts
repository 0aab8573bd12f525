/** Sizes of meetings as people feel them: alone, two, a few, a team, a crowd. */
export function groupSizeOf(people: number): string {
  if (people <= 2) return String(Math.max(1, people));
  if (people <= 5) return '3-5';
  return people <= 12 ? '6-12' : '13+';
}
