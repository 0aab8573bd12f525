import { useState } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import { offlineReason, wordsOf } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';

/** One tap, no questions, nothing to be seen or heard in the call: whoever is watched over the shoulder may need it. */
export function PressureButton({ sessionId, participantId }: { sessionId: string; participantId: string | undefined }) {
  const { api, online, toasts } = useApp();
  const [state, setState] = useState<'ready' | 'sending' | 'sent'>('ready');
  async function report(): Promise<void> {
    setState('sending');
    try {
      await api.reportPressure(sessionId, participantId);
      setState('sent');
      toasts.show('Noted. Nobody in the call can see this.');
    } catch (error) {
      setState('ready');
      toasts.show(wordsOf(error));
    }
  }
  const reason = online.value ? (state === 'sent' ? 'Noted. Your security team knows.' : undefined) : offlineReason;
  return (
    <Button
      size="large"
      variant="quiet"
      icon="hand"
      busy={state === 'sending'}
      disabledReason={reason}
      onClick={() => void report()}
      testId="pressured"
    >
      {state === 'sent' ? 'Noted' : 'I am being pressured'}
    </Button>
  );
}
