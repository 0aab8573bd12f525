import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { NoticeBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';

/** A page that throws says so in its place; navigation and the inbox go on working. */
export function PageBoundary({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  return (
    <>
      <PageHead title="This page failed" />
      <div class="stack">
        <NoticeBanner tone="critical" live="alert">
          Something went wrong while showing this page. Nothing was changed.
        </NoticeBanner>
        <div>
          <Button icon="refresh" onClick={reset}>
            Show it again
          </Button>
        </div>
      </div>
    </>
  );
}
