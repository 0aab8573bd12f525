const rateHz = 8000;

/**
 * Hold tone at 8 kHz: two soft beeps of 200 ms (425 Hz, -20 dBov, 20 ms ramps so that nothing clicks), 200 ms apart,
 * then quiet; 3 s a round.
 */
export function holdTone(): Int16Array {
  const pcm = new Int16Array(rateHz * 3);
  for (const startMs of [0, 400]) addBeep(pcm, (startMs * rateHz) / 1000);
  return pcm;
}

function addBeep(pcm: Int16Array, start: number): void {
  const [length, ramp] = [rateHz * 0.2, rateHz * 0.02];
  for (let i = 0; i < length; i += 1) {
    const envelope = Math.min(1, i / ramp, (length - i) / ramp);
    pcm[start + i] = Math.round(3277 * envelope * Math.sin((2 * Math.PI * 425 * i) / rateHz));
  }
}
