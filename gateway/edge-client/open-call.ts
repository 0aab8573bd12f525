import * as v from 'valibot';
import { type CallOpened, type CallOpening, callOpenedSchema } from '#core/event';

export type OpenCallResult =
  | { ok: true; opened: CallOpened }
  /** `callee-unknown` is the edge's answer; `edge-away` means that there was none that could be used. */
  | { ok: false; code: 'callee-unknown' | 'refused' | 'edge-away'; detail?: string };

export type OpenCall = (opening: CallOpening) => Promise<OpenCallResult>;

const budgetMs = 2000;
const attempts = 2;

/** Asks the edge before anybody's phone rings. Idempotent by `sessionId`, so one retry is safe. */
export function createOpenCall(deps: { edgeUrl: string; gatewayKey: string }): OpenCall {
  return async (opening) => {
    let result: OpenCallResult = { ok: false, code: 'edge-away' };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      result = await ask(deps, opening);
      if (result.ok || result.code !== 'edge-away') break;
    }
    return result;
  };
}

async function ask(deps: { edgeUrl: string; gatewayKey: string }, opening: CallOpening): Promise<OpenCallResult> {
  try {
    const response = await fetch(`${deps.edgeUrl}/api/gateway/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${deps.gatewayKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(opening),
      signal: AbortSignal.timeout(budgetMs),
    });
    if (response.ok) {
      const parsed = v.safeParse(callOpenedSchema, await response.json());
      if (parsed.success) return { ok: true, opened: parsed.output };
      return { ok: false, code: 'edge-away', detail: 'reply has another shape' };
    }
    if (response.status === 404) return { ok: false, code: 'callee-unknown' };
    if (response.status < 500 && response.status !== 429) {
      return { ok: false, code: 'refused', detail: `status ${response.status}` };
    }
    return { ok: false, code: 'edge-away', detail: `status ${response.status}` };
  } catch (error) {
    return { ok: false, code: 'edge-away', detail: error instanceof Error ? error.message : String(error) };
  }
}
