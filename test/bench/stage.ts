import { enrolled, type Person } from '../person.ts';
import { startWorld, type World } from '../world.ts';
import { type LiveCall, openLiveCall } from './live-call.ts';

const slot = 6;

/** What several subjects share: one whole system, its people, and one phone call that goes on in a real browser. */
export type Stage = {
  world: () => Promise<World>;
  person: (name: string) => Promise<Person>;
  liveCall: () => Promise<LiveCall>;
  /** Ends the stack's processes at once; for a signal, where the browser's own handler may end this process first. */
  interrupt: () => Promise<void>;
  close: () => Promise<void>;
};

/** Nothing starts before it is asked for, so that a subject without a system runs on an idle machine. */
export function createStage(): Stage {
  const people = new Map<string, Promise<Person>>();
  let world: Promise<World> | undefined;
  let call: Promise<LiveCall> | undefined;
  const stage: Stage = {
    world: () => (world ??= startWorld(slot)),
    person: (name) => {
      const known = people.get(name) ?? stage.world().then((started) => enrolled(started, name));
      people.set(name, known);
      return known;
    },
    liveCall: () => (call ??= openLiveCall(stage)),
    interrupt: async () => {
      await world?.then((started) => started.stack.close()).catch(() => undefined);
    },
    close: async () => {
      await call?.then((live) => live.close()).catch(() => undefined);
      await world?.then((started) => started.close()).catch(() => undefined);
    },
  };
  return stage;
}
