import { useEffect } from 'preact/hooks';
import { useApp } from '../data/app-context.ts';

/** While a call rings or is being entered, a scorer is made ready: the first words are then scored, not awaited. */
export function useSpareScorer(wanted: boolean): void {
  const { spareScorer } = useApp();
  useEffect(() => {
    if (!wanted) return undefined;
    void spareScorer.prepare();
    return () => spareScorer.drop();
  }, [wanted, spareScorer]);
}
