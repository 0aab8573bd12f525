import { useTitle } from '../components/use-title.ts';
import { LinkButton } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';

export function NotFoundPage() {
  useTitle('Not found');
  return (
    <>
      <PageHead
        title="There is nothing at this address"
        subtitle="It may have been removed, or the link was cut off on its way."
      />
      <LinkButton href="/" icon="home">
        Go home
      </LinkButton>
    </>
  );
}
