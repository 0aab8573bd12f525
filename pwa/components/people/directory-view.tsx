import { useState } from 'preact/hooks';
import { peoplePaths } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ReadProblem } from '../as-of.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { domainsOf, domainFault } from './domains.ts';
import { ScimTokens } from './scim-tokens.tsx';
import { usePeopleApi } from './use-people-api.ts';

/** Where people come from by themselves: which domains are ours, and who may provision. */
export function DirectoryView() {
  return (
    <>
      <Domains />
      <ScimTokens />
    </>
  );
}

function Domains() {
  const api = usePeopleApi();
  const domains = useResource(peoplePaths.domains(), api.domains);
  const known = domains.value.value?.domains;
  return (
    <Card title="E-mail domains" subtitle="Rows of an import with an address elsewhere are refused">
      <ReadProblem of={domains} />
      {known === undefined ? (
        domains.loading.value ? (
          <Skeleton lines={2} />
        ) : null
      ) : (
        <DomainForm key={known.join(' ')} known={known} onSaved={domains.accept} />
      )}
    </Card>
  );
}

function DomainForm({ known, onSaved }: { known: readonly string[]; onSaved: (saved: { domains: string[] }) => void }) {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const [text, setText] = useState(known.join('\n'));
  const fault = domainFault(text);
  const same = domainsOf(text).join(' ') === known.join(' ');
  const save = async (): Promise<void> => {
    const saved = await write.run(() => api.setDomains(domainsOf(text)));
    if (saved !== undefined) onSaved(saved.value);
  };
  return (
    <div class="stack">
      <Field
        label="Domains, one a line"
        value={text}
        onInput={setText}
        error={fault}
        hint="Leave it empty to take any address."
        multiline
      />
      <div>
        <Button
          busy={write.busy}
          disabledReason={reason ?? fault ?? (same ? 'Nothing was changed.' : undefined)}
          onClick={() => void save()}
        >
          Save domains
        </Button>
      </div>
      <WriteProblem problem={write.problem} />
    </div>
  );
}
