/**
 * Whether a claimed display name is that of a protected person (requirements C.4 item 5): folded for case, accents,
 * look-alike letters and word order, then Jaro-Winkler.
 */
export const nameThreshold = 0.92;

/** Letters that pass for Latin ones at a glance (a small part of Unicode TR39 confusables: Cyrillic, Greek, digits). */
const lookAlikes: Record<string, string> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  һ: 'h',
  ԁ: 'd',
  ո: 'n',
  ӏ: 'l',
  к: 'k',
  м: 'm',
  т: 't',
  в: 'b',
  н: 'h',
  α: 'a',
  ο: 'o',
  ρ: 'p',
  ν: 'v',
  ι: 'i',
  κ: 'k',
  τ: 't',
  ε: 'e',
  η: 'n',
  χ: 'x',
  υ: 'u',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '5': 's',
  $: 's',
  '@': 'a',
  '|': 'l',
  ı: 'i',
};

export function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Invisible letters would split a word that looks whole.
      .replace(/\p{Cf}/gu, '')
      .toLowerCase()
      .replace(/./gu, (letter) => lookAlikes[letter] ?? letter)
      .replace(/\p{M}/gu, '')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .split(' ')
      .sort()
      .join(' ')
  );
}

export function isSameName(a: string, b: string): boolean {
  const [left, right] = [foldName(a), foldName(b)];
  return left.length > 1 && right.length > 1 && jaroWinkler(left, right) >= nameThreshold;
}

/** Jaro-Winkler similarity, 0 to 1, prefix weight 0.1 over at most four letters (Winkler 1990). */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroSimilarity(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matchedOfA: string[] = [];
  for (let i = 0; i < a.length; i += 1) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j += 1) {
      if (taken.has(j) || a[i] !== b[j]) continue;
      taken.add(j);
      matchedOfA.push(a[i] ?? '');
      break;
    }
  }
  const matchedOfB = [...taken].sort((x, y) => x - y).map((j) => b[j]);
  const m = matchedOfA.length;
  if (m === 0) return 0;
  const transposed = matchedOfA.filter((letter, i) => letter !== matchedOfB[i]).length / 2;
  return (m / a.length + m / b.length + (m - transposed) / m) / 3;
}
