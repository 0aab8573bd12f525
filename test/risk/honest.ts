import type { Login } from './login.ts';
import type { Victim } from './attackers.ts';
import type { Random } from './random.ts';
import { tripOf } from './stream.ts';
import { anySoftware, userAgentOf } from './world.ts';

/** Honest people who look like attackers. They are scored beside the stream and never learned from. */
export const hardNegatives = [
  'travel',
  'new-phone',
  'new-phone-abroad',
  'browser-update',
  'forgotten-password',
] as const;
export type HardNegative = (typeof hardNegatives)[number];

export function hardNegativeOf(victim: Victim, kind: HardNegative, random: Random): Login {
  return { ...victim.usual, atMs: victim.atMs, failed: 0, ...changes[kind](victim, random) };
}

const changes: Record<HardNegative, (victim: Victim, random: Random) => Partial<Login>> = {
  travel: (victim, random) => ({ ...arrival(victim, random), oddities: ['travel'] }),
  'new-phone': (victim, random) => ({ ...newPhone(victim, random), oddities: ['new-device'] }),
  'new-phone-abroad': (victim, random) => ({
    ...arrival(victim, random),
    ...newPhone(victim, random),
    oddities: ['travel', 'new-device'],
  }),
  'browser-update': ({ usual }) => ({ userAgent: afterUpdate(usual.userAgent), oddities: ['browser-update'] }),
  'forgotten-password': (_, random) => ({ failed: 2 + random.int(4), oddities: ['forgotten-password'] }),
};

/** A day later, which is enough for every flight. */
function arrival({ person, world, atMs }: Victim, random: Random): Partial<Login> {
  const { network, position } = tripOf(person, world, random);
  return { network, position, atMs: atMs + 86_400_000 };
}

/** A phone, whatever he had before: the first one for many. */
function newPhone({ person }: Victim, random: Random): Pick<Login, 'deviceKey' | 'userAgent'> {
  const deviceKey = `phone-${person.id}-${random.int(2 ** 31)}`;
  return { deviceKey, userAgent: userAgentOf(anySoftware(random, 'mobile')) };
}

/** The next major version, in the name and in the text. */
function afterUpdate({ text, browser, ...rest }: Login['userAgent']): Login['userAgent'] {
  const next = (from: string) => from.replace(/(?<=[ /])(\d+)(?=\.0\.\d{4})/u, (major) => String(Number(major) + 1));
  return { ...rest, text: next(text), browser: next(browser) };
}
