// The detectors that ship. Weights are files beside the manifests: the gateway reads them, the browser fetches them.
import calibration from './artifact-cnn-1/calibration.json' with { type: 'json' };
import manifest from './artifact-cnn-1/manifest.json' with { type: 'json' };
import type { DetectorDescriptor } from './descriptor.ts';
import { parseDescriptor } from './descriptor.ts';

export { boundNats, calibrate, logLikelihoodRatio } from './calibrate.ts';
export type { Bandwidth, Calibration, DetectorDescriptor, DetectorManifest } from './descriptor.ts';
export { parseDescriptor } from './descriptor.ts';
export { verifyModelBytes } from './verify.ts';

/** The detector in use. Its weights are `models/<manifest.name>/<manifest.file>`. */
export const DETECTOR: DetectorDescriptor = parseDescriptor(manifest, calibration);
