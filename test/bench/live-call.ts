import { findSynthesiser } from '../../gateway/speech/synthesise.ts';
import { encodeG711 } from '../../gateway/legs/rtp/g711.ts';
import { answered } from '../../gateway/legs/sip/outgoing-call.ts';
import type { Person } from '../person.ts';
import { answer, attribute, grows, participant } from '../room.ts';
import { until } from '../world.ts';
import { openBenchPhone } from './caller.ts';
import { probePage } from './page-probe.ts';
import type { Stage } from './stage.ts';

/** A phone call that a protected employee took in Chromium; the caller hums until he is made to speak. */
export type LiveCall = {
  employee: Person;
  sessionId: string;
  callerId: string;
  /** From now on the caller speaks, with a synthetic voice, again and again. */
  speak: () => Promise<void>;
  /** A figure that the page shows in the room's data attributes, once it is there. */
  shown: (name: string) => Promise<number>;
  close: () => Promise<void>;
};

const frameBytes = 160;

function hum(): Uint8Array {
  const pcm = Int16Array.from({ length: 8000 }, (_, i) => 3000 * Math.sin((2 * Math.PI * 300 * i) / 8000));
  return encodeG711('PCMU', pcm);
}

async function speech(): Promise<Uint8Array> {
  const synthesiser = await findSynthesiser();
  if (synthesiser === undefined) throw new Error('no speech synthesiser is installed');
  const text = 'Good morning. The transfer has to leave before noon, otherwise the supplier will cancel the contract.';
  return encodeG711('PCMU', await synthesiser.speak(text));
}

export async function openLiveCall(stage: Stage): Promise<LiveCall> {
  const world = await stage.world();
  const employee = await stage.person('Finance Lead');
  await probePage(employee.page);
  await employee.page.goto(world.origin);
  const phone = await openBenchPhone(20_000);
  const call = phone.server.placeCall(`sip:1001@127.0.0.1:${world.ports.sip}`, {
    from: { displayName: 'Parcel service', user: '+12025550155' },
  });
  const picked = answered(call);
  await answer(employee);
  const leg = await picked;
  let voice = hum();
  let at = 0;
  leg.rtp.setSource(() => {
    const frame = voice.subarray(at, at + frameBytes);
    at = at + 2 * frameBytes > voice.length ? 0 : at + frameBytes;
    return frame;
  });
  const card = participant(employee.page);
  await grows(card, 'data-packets', 50);
  const room = employee.page.getByTestId('room');
  return {
    employee,
    sessionId: new URL(employee.page.url()).pathname.split('/').at(-1) ?? '',
    callerId: await attribute(card, 'data-participant-id'),
    speak: async () => {
      const spoken = await speech();
      at = 0;
      voice = spoken;
    },
    shown: async (name) =>
      await until(name, async () => {
        const text = await attribute(room, name);
        return text === '' ? undefined : Number(text);
      }),
    close: async () => {
      call.cancel();
      await phone.close();
    },
  };
}
