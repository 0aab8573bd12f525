import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApart, type LaneMember } from './hold-lane.ts';

type LanePair = { speakerId: string; listenerId: string };

/** Every directed pair that must be paused now. */
function pausedPairs(members: readonly LaneMember[]): LanePair[] {
  return members.flatMap((speaker) =>
    members
      .filter((listener) => listener.id !== speaker.id && isApart(speaker, listener))
      .map((listener) => ({ speakerId: speaker.id, listenerId: listener.id })),
  );
}

const member = (id: string, held: boolean, isProtected: boolean): LaneMember => ({ id, held, protected: isProtected });
const anyMembers = fc.uniqueArray(
  fc.record({ id: fc.string({ minLength: 1 }), held: fc.boolean(), protected: fc.boolean() }),
  { selector: ({ id }) => id, maxLength: 8 },
);

describe('the hold lane', () => {
  it('keeps a held guest and a protected person apart, both ways', () => {
    const pairs = pausedPairs([member('guest', true, false), member('host', false, true)]);
    expect(pairs).toEqual([
      { speakerId: 'guest', listenerId: 'host' },
      { speakerId: 'host', listenerId: 'guest' },
    ]);
  });

  it('leaves guests between themselves alone, held or not', () => {
    expect(pausedPairs([member('a', true, false), member('b', false, false), member('c', true, false)])).toEqual([]);
  });

  it('holds a protected person, too, apart from other protected people', () => {
    expect(pausedPairs([member('a', true, true), member('b', false, true), member('c', false, false)])).toHaveLength(2);
  });

  it('is symmetric, and pauses nothing where nobody is held', () => {
    fc.assert(
      fc.property(anyMembers, (members) => {
        const pairs = pausedPairs(members);
        for (const { speakerId, listenerId } of pairs) {
          expect(pairs).toContainEqual({ speakerId: listenerId, listenerId: speakerId });
        }
        expect(pausedPairs(members.map((one) => ({ ...one, held: false })))).toEqual([]);
      }),
    );
  });

  it('pauses a pair only when one of the two is held and the other is protected', () => {
    fc.assert(
      fc.property(anyMembers, (members) => {
        for (const a of members) {
          for (const b of members) {
            if (a.id === b.id) continue;
            expect(isApart(a, b)).toBe((a.held && b.protected) || (b.held && a.protected));
          }
        }
      }),
    );
  });
});
