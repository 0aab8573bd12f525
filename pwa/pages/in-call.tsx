import '../styles/call.css';
import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { CallView } from '../components/call/call-view.tsx';
import { EntryNotice } from '../components/call/entry-notice.tsx';
import { useRoom } from '../components/call/use-room.ts';
import { useTitle } from '../components/use-title.ts';
import { useApp } from '../data/app-context.ts';

/** `/call/:sessionId`: takes a call that rings for this person, or comes back to one after a reload. */
export function InCallPage() {
  const { sessionId = '' } = useRoute().params;
  // Another call is another seat: the first one is left before it is taken.
  return <Seat key={sessionId} sessionId={sessionId} />;
}

function Seat({ sessionId }: { sessionId: string }) {
  const { api } = useApp();
  const { entry, enter } = useRoom();
  const join = (): void => void enter(() => api.join(sessionId));
  useEffect(join, [sessionId]);
  useTitle('Call');
  if (entry.step === 'inside') return <CallView sessionId={sessionId} client={entry.client} />;
  return (
    <>
      <h1 tabIndex={-1} class="visually-hidden">
        Call
      </h1>
      {entry.step === 'outside' ? null : <EntryNotice entry={entry} onRetry={join} />}
    </>
  );
}
