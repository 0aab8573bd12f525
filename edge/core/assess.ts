import { compareContact } from './compare-contact.ts';
import { compareValue } from './compare-value.ts';
import { comparedFeatures, featureTable, usableFrom } from './feature.ts';
import { compareHour, hourOfWeek } from './hour-of-week.ts';
import type { Finding } from './identity.ts';
import type { Baseline, Observation } from './observation.ts';
import { compareTravel } from './travel.ts';

/**
 * Compares what is seen with what is usual. Findings come in a fixed order; each carries the numbers it was made of.
 * O(1) per finding. Same inputs, same bits, in every engine.
 */
export function assess(seen: Observation, baseline: Baseline): Finding[] {
  return [...valueFindings(seen, baseline), ...hourFindings(seen, baseline), ...otherFindings(seen, baseline)];
}

/** Whether the profile is old enough to judge by: below that only what is learned of team and tenant counts. */
export function isUsable({ history }: Pick<Baseline, 'history'>): boolean {
  return history >= usableFrom;
}

function valueFindings(seen: Observation, { values, history }: Baseline): Finding[] {
  const findings: Finding[] = [];
  for (const feature of comparedFeatures) {
    const counts = values[feature];
    if (counts === undefined || seen.values[feature] === undefined) continue;
    const { llrNats, state } = compareValue(featureTable[feature], counts);
    if (state === 'learning') continue;
    const { count, total } = counts.person;
    findings.push({ code: feature, llrNats, evidence: { state, count, total, history } });
  }
  return findings;
}

function hourFindings({ atMs }: Observation, { hours }: Baseline): Finding[] {
  if (hours === undefined) return [];
  const hour = hourOfWeek(atMs);
  const llrNats = compareHour(hours, hour);
  if (llrNats === 0) return [];
  return [{ code: 'hour', llrNats, evidence: { state: llrNats > 0 ? 'new' : 'usual', hour } }];
}

function otherFindings(seen: Observation, baseline: Baseline): Finding[] {
  const findings: Finding[] = [];
  const journey =
    seen.place === undefined || baseline.lastPlace === undefined
      ? undefined
      : compareTravel(baseline.lastPlace, seen.place);
  if (journey !== undefined && journey.llrNats > 0) {
    const { llrNats, km, kmh } = journey;
    findings.push({ code: 'travel', llrNats, evidence: { km: Math.round(km), kmh: Math.round(kmh) } });
  }
  if (baseline.contact !== undefined && seen.contact !== undefined) {
    const { known, total, singles } = baseline.contact;
    const llrNats = compareContact(baseline.contact);
    const common = baseline.contact.commonDegrees.length;
    if (llrNats !== 0) {
      const state = known ? 'usual' : 'new';
      findings.push({ code: 'contact', llrNats, evidence: { state, total, singles, common } });
    }
  }
  return [...findings, ...attemptFindings(seen.attempts)];
}

const perFailure = 0.4;
const mostForFailures = 1.4;
const manySignIns = 5;

/** A forgotten password must never be enough to ask: failures are capped below the lowest band. */
function attemptFindings(attempts: Observation['attempts']): Finding[] {
  if (attempts === undefined) return [];
  const findings: Finding[] = [];
  const { failed, succeeded } = attempts;
  if (failed > 0) {
    findings.push({
      code: 'login-failures',
      llrNats: Math.min(mostForFailures, perFailure * failed),
      evidence: { failed },
    });
  }
  if (succeeded > manySignIns) findings.push({ code: 'login-velocity', llrNats: 1, evidence: { succeeded } });
  return findings;
}
