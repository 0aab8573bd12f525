import type { Dialog } from './dialog.ts';
import { describeRemote, type Flow } from './flow.ts';

/** Text that names this dialog and no other: what a challenge is bound to. Both ends agree on all but `remote`. */
export function transportBinding(dialog: Dialog, remote: Flow): string {
  const { callId, localTag, remoteTag, role } = dialog;
  const [caller, callee] = role === 'uac' ? [localTag, remoteTag] : [remoteTag, localTag];
  const fields = [callId, caller, callee, describeRemote(remote)].map(encodeURIComponent);
  return `sip;call-id=${fields[0]};caller-tag=${fields[1]};callee-tag=${fields[2]};remote=${fields[3]}`;
}
