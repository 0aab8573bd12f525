import type { ProcessGroup } from './process-group.mjs';

export function buildWorker(options: {
  mediasoupDir: string;
  scratch: string;
  output: string;
  group: ProcessGroup;
  log: (line: string) => void;
  jobs?: number;
}): Promise<void>;
