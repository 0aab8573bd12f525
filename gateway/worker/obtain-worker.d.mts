import type { buildWorker } from './build-worker.mjs';
import type { fetchPrebuilt } from './prebuilt.mjs';

export { MissingPackagesError, workerPackages } from './debian-packages.mjs';

export interface ObtainOptions {
  /** Folder of the mediasoup package. */
  readonly mediasoupDir: string;
  /** Takes one line of progress at a time. */
  readonly log: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Stand in for the two slow steps. */
  readonly download?: typeof fetchPrebuilt;
  readonly build?: typeof buildWorker;
}

/** Resolves with the absolute path of a mediasoup worker that runs here. */
export function obtainWorker(options: ObtainOptions): Promise<string>;
