import type { ProcessGroup } from './process-group.mjs';

export const workerPackages: readonly string[];

export class MissingPackagesError extends Error {
  readonly code: 'packages-missing';
  /** What the user has to run; undefined where no command would help. */
  readonly command: string | undefined;
}

export function ensurePackages(options: {
  group: ProcessGroup;
  log: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  packages?: readonly string[];
}): Promise<void>;
