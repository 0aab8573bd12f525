/** The least of up to `tries` measurements; stops at the first one below `bar`, since only a quiet moment counts. */
export async function bestOf(tries: number, bar: number, measure: () => Promise<number>): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < tries && best >= bar; n += 1) best = Math.min(best, await measure());
  return best;
}
