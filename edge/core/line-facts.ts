import type { Finding } from './identity.ts';

/** What is known of a number on file beside whose it is. Absent means unknown, and unknown is not "clean". */
export type LineFacts = {
  number: string;
  /** When it came on file; 0 for the first set-up. */
  addedAtMs: number;
  simChangedAtMs?: number;
  forwarded?: boolean;
};

/** What a trusted trunk says of the caller's right to the number (ATIS-1000074: A full, B partial, C gateway). */
export const attestations = ['A', 'B', 'C', 'failed'] as const;
export type Attestation = (typeof attestations)[number];

const freshMs = 7 * 86_400_000;

/**
 * Facts about the line that a call with a number on file comes by (requirements C.4 item 6): a number that an attacker
 * could have put on file, taken over by another SIM, or forged where the provider does not vouch for it.
 */
export function lineFindings(line: LineFacts | undefined, attestation: Attestation | undefined, nowMs: number) {
  const findings: Finding[] = [];
  const isFresh = (atMs: number | undefined) => atMs !== undefined && nowMs - atMs < freshMs;
  if (line !== undefined && isFresh(line.addedAtMs)) findings.push(found('number-on-file-new', line.addedAtMs, nowMs));
  if (line !== undefined && isFresh(line.simChangedAtMs))
    findings.push(found('sim-changed', line.simChangedAtMs, nowMs));
  if (line?.forwarded === true) findings.push({ code: 'number-forwarded', evidence: {} });
  if (attestation === 'A') findings.push({ code: 'attestation-full', evidence: { attestation } });
  if (line !== undefined && (attestation === 'C' || attestation === 'failed'))
    findings.push({ code: 'attestation-weak', evidence: { attestation } });
  return findings;
}

function found(code: Finding['code'], atMs: number | undefined, nowMs: number): Finding {
  return { code, evidence: { days: Math.floor((nowMs - (atMs ?? nowMs)) / 86_400_000) } };
}
