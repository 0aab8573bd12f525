import { NoticeBanner } from '../ui/banner.tsx';

/** Why the last write failed, in place. */
export function WriteProblem({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <NoticeBanner tone="critical" live="alert" small testId="write-problem">
      {problem}
    </NoticeBanner>
  );
}
