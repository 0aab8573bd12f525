export type MicrophoneProblem = 'denied' | 'missing' | 'busy' | 'unavailable';

export class MicrophoneError extends Error {
  override name = 'MicrophoneError';
  readonly problem: MicrophoneProblem;
  constructor(problem: MicrophoneProblem, options?: ErrorOptions) {
    super(`microphone ${problem}`, options);
    this.problem = problem;
  }
}

/** The microphone with the browser's own echo cancellation. MicrophoneError says why there is none. */
export async function openMicrophone(): Promise<MediaStreamTrack> {
  // `mediaDevices` is absent outside a secure context (Media Capture §9.2).
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) throw new MicrophoneError('unavailable');
  try {
    const stream = await devices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      video: false,
    });
    const [track] = stream.getAudioTracks();
    if (track === undefined) throw new MicrophoneError('missing');
    return track;
  } catch (cause) {
    throw cause instanceof MicrophoneError ? cause : new MicrophoneError(problemOf(cause), { cause });
  }
}

/** Names of Media Capture §10.3, by what the person can do about them. */
function problemOf(cause: unknown): MicrophoneProblem {
  switch (cause instanceof Error ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unavailable';
  }
}
