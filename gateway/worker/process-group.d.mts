export interface ProcessGroup {
  run(
    command: string,
    args: string[],
    options?: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number },
  ): Promise<{ code: number | null; output: string }>;
  close(): void;
}

export function openProcessGroup(abort?: AbortSignal): ProcessGroup;
