import { decodeG711 } from '../legs/rtp/g711.ts';
import { createSipServer, type SipServer } from '../legs/sip/sip-server.ts';
import type { SipLeg } from '../legs/sip/leg.ts';
import type { OutgoingCall, PlaceCallOptions } from '../legs/sip/outgoing-call.ts';

/** A second SIP user agent that calls the gateway from outside. */
export function openTestPhone(port: number): Promise<SipServer> {
  return createSipServer(
    { bindAddress: '127.0.0.1', port, rtp: { minPort: port + 10, maxPort: port + 49 } },
    { log: () => undefined },
  );
}

export type TestCall = {
  call: OutgoingCall;
  ringing: Promise<number>;
  answered: Promise<SipLeg>;
  failed: Promise<number>;
  ended: Promise<string>;
};

export function dial(phone: SipServer, target: string, options: PlaceCallOptions = {}): TestCall {
  const call = phone.placeCall(target, options);
  return {
    call,
    ringing: new Promise((resolve) => call.once('ringing', (status) => resolve(status))),
    answered: new Promise((resolve) => call.once('answered', resolve)),
    failed: new Promise((resolve) => call.once('failed', (status) => resolve(status))),
    ended: new Promise((resolve) => call.once('end', (reason) => resolve(reason))),
  };
}

/** A tone in the leg's codec, 20 ms a pull. */
export function toneSource(hz: number, amplitude: number): () => Int16Array {
  let n = 0;
  return () =>
    Int16Array.from({ length: 160 }, () => Math.round(amplitude * Math.sin((2 * Math.PI * hz * n++) / 8000)));
}

/** Collects what a leg hears. */
export function listen(leg: SipLeg): { rms(): number; power(hz: number): number; clear(): void } {
  let pcm: number[] = [];
  leg.rtp.on('frame', (frame) => pcm.push(...decodeG711(frame.codec, frame.payload)));
  return {
    rms: () => Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length)),
    power: (hz) => tonePower(pcm, hz, 8000),
    clear() {
      pcm = [];
    },
  };
}

/** Amplitude of one frequency (Goertzel by its definition). */
export function tonePower(pcm: ArrayLike<number>, hz: number, rateHz: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < pcm.length; i += 1) {
    const angle = (2 * Math.PI * hz * i) / rateHz;
    re += (pcm[i] ?? 0) * Math.cos(angle);
    im += (pcm[i] ?? 0) * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / Math.max(1, pcm.length);
}
