import { useState } from 'preact/hooks';
import type { SessionRole } from '#core/view';
import { useApp } from '../data/app-context.ts';
import { offlineReason, wordsInFull } from '../i18n/en.ts';

/** Why this person cannot change things here now; undefined when he can. The edge decides it again. */
export function useWriteReason(role: SessionRole = 'admin'): string | undefined {
  const { me, online } = useApp();
  if (me.value?.person.role !== role) return `Only ${role === 'admin' ? 'an admin' : `an ${role}`} can do this.`;
  return online.value ? undefined : offlineReason;
}

export type Write = {
  busy: boolean;
  /** What went wrong the last time, in words. */
  problem: string | undefined;
  clear: () => void;
  /** Runs one write at a time; resolves to its result, or undefined when it failed and `problem` says why. */
  run: <T>(work: () => Promise<T>) => Promise<{ value: T } | undefined>;
};

export function useWrite(): Write {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  return {
    busy,
    problem,
    clear: () => setProblem(undefined),
    async run(work) {
      if (busy) return undefined;
      setBusy(true);
      setProblem(undefined);
      try {
        return { value: await work() };
      } catch (error) {
        setProblem(wordsInFull(error));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}
