import * as v from 'valibot';

const Finite = v.pipe(v.number(), v.finite());
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What a detector expects and where it came from; `manifest.json` beside the weights. */
export const DetectorManifest = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  version: v.string(),
  file: v.pipe(v.string(), v.regex(/^[a-z0-9.-]+\.onnx$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: Count,
  /** float32 [1, bands, frames]: log band powers at RMS 0.06, mean of each band removed. */
  inputName: v.string(),
  /** float32 [1], above 0 = synthetic; meaningless before calibration. */
  outputName: v.string(),
  sampleRateHz: Count,
  bands: Count,
  frameMs: Count,
  hopMs: Count,
  minFrames: Count,
  maxFrames: Count,
  windowSeconds: Finite,
  /** Codecs of the training and of the measurements; another codec is reported as not covered. */
  codecs: v.array(v.string()),
  trainedOn: v.record(v.string(), v.union([v.string(), v.number(), v.array(v.number())])),
});
export type DetectorManifest = v.InferOutput<typeof DetectorManifest>;

const BandCalibration = v.pipe(
  v.object({ a: Finite, b: Finite, boundNats: v.strictTuple([Finite, Finite]) }),
  v.check(({ a, boundNats: [low, high] }) => a >= 0 && low <= 0 && high >= 0, 'a must be >= 0 and the bounds hold 0'),
);

/** Logit to log-likelihood ratio (nats): a x logit + b, cut to the bounds that the measurements support. */
export const Calibration = v.object({ wideband: BandCalibration, narrowband: BandCalibration });
export type Calibration = v.InferOutput<typeof Calibration>;

/** 'narrowband' for anything that has been through an 8 kHz codec (G.711, GSM), else 'wideband'. */
export type Bandwidth = keyof Calibration;

export interface DetectorDescriptor {
  readonly manifest: DetectorManifest;
  readonly calibration: Calibration;
}

/** Validates the two JSON files of a detector; throws ValiError with the path of the first wrong field. */
export function parseDescriptor(manifest: unknown, calibration: unknown): DetectorDescriptor {
  return { manifest: v.parse(DetectorManifest, manifest), calibration: v.parse(Calibration, calibration) };
}
