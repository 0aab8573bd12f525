import { describe, expect, it } from 'vitest';
import { isPestered, mayDisturb, type Notice } from './notice.ts';

const minute = 60_000;
let ids = 0;

function notice(atMs: number, more: Partial<Notice> = {}): Notice {
  const challengeId = `ses_000000000000.${(ids += 1)}`;
  const requester = `+1202555${String(1000 + ids)}`;
  return { challengeId, requester, loud: true, atMs, expiresAtMs: atMs + 90_000, ...more };
}
const over = (atMs: number, outcome: Notice['outcome']) =>
  notice(atMs, outcome === undefined ? {} : { outcome, decidedAtMs: atMs + 1 });

describe('a person is disturbed', () => {
  it('when nothing came before', () => {
    expect(mayDisturb([], 'x', 0)).toBe(true);
  });

  it('once at a time by one requester, and again when that question is over', () => {
    const open = notice(0, { requester: 'x' });
    expect(mayDisturb([open], 'x', 1000)).toBe(false);
    expect(mayDisturb([open], 'y', 1000)).toBe(true);
    expect(mayDisturb([open], 'x', 90_000)).toBe(true);
    expect(mayDisturb([{ ...open, outcome: 'cancelled', decidedAtMs: 5 }], 'x', 1000)).toBe(true);
  });

  it('three times in fifteen minutes, unless he confirmed one meanwhile', () => {
    const three = [over(minute, 'expired'), over(2 * minute, 'failed'), over(3 * minute, 'cancelled')];
    expect(mayDisturb(three.slice(1), 'x', 4 * minute)).toBe(true);
    expect(mayDisturb(three, 'x', 4 * minute)).toBe(false);
    expect(mayDisturb([...three, over(4 * minute, 'passed')], 'x', 5 * minute)).toBe(true);
    expect(mayDisturb(three, 'x', 16 * minute)).toBe(true);
  });

  it('of ten questions a minute, three times', () => {
    const notices: Notice[] = [];
    for (let i = 0; i < 10; i += 1) {
      const [requester, atMs] = [`caller ${i}`, i * 6_000];
      notices.push(notice(atMs, { requester, loud: mayDisturb(notices, requester, atMs) }));
    }
    expect(notices.filter(({ loud }) => loud)).toHaveLength(3);
  });

  it('no more for fifteen minutes after he said twice that it is not him', () => {
    const [first, second] = [over(0, 'denied'), over(minute, 'denied')];
    expect(mayDisturb([first], 'x', 2 * minute)).toBe(true);
    expect(mayDisturb([first, second], 'x', 2 * minute)).toBe(false);
    expect(mayDisturb([first, second], 'x', 17 * minute)).toBe(true);
  });
});

describe('pestering', () => {
  it('is noticed at the second denial, once', () => {
    const denials = [over(0, 'denied'), over(minute, 'denied'), over(2 * minute, 'denied')];
    expect([1, 2, 3].map((count) => isPestered(denials.slice(0, count), 3 * minute))).toEqual([false, true, false]);
  });
});
