import type { ProcessGroup } from './process-group.mjs';

export function fetchPrebuilt(options: {
  mediasoupDir: string;
  group: ProcessGroup;
  env?: NodeJS.ProcessEnv;
}): Promise<void>;
