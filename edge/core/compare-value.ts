import { ln } from './exact-math.ts';
import type { FeatureRow } from './feature.ts';
import type { Counts, ValueCounts } from './observation.ts';

const backOff = 2;
const firstNovelty = 0.25;
const capNats = 4;
/** Stands for the share of one value among outsiders where nobody shares values: it cancels out. */
const tiny = 1e-6;
const outsiders = 0.4;

export type Comparison = { llrNats: number; state: 'usual' | 'rare' | 'new' | 'learning' };

/**
 * How much the observed value of one feature speaks against the person (nats), with hierarchical back-off to team and
 * tenant (requirements C.4 item 1). A value he has shown before is judged by how often; a new one by how often
 * he shows something new at all. Both counts of others exclude his own, else a small tenant would vouch for itself.
 */
export function compareValue(row: FeatureRow, counts: ValueCounts): Comparison {
  const { person } = counts;
  if (!(person.total > 0)) return { llrNats: 0, state: 'learning' };
  const team = without(counts.team, person);
  const tenant = without(counts.tenant, person);
  const world = row.worldShare === 0 ? tiny : row.worldShare;
  const ofTenant = (tenant.count + backOff * world) / (tenant.total + backOff);
  const ofTeam = (team.count + backOff * ofTenant) / (team.total + backOff);
  const shareOfTenant = tenant.total > 0 ? tenant.count / tenant.total : 0;
  const attacker = outsiders * world + row.tenantShare * shareOfTenant;
  if (person.count > 0) {
    const own = (person.count + backOff * ofTeam) / (person.total + backOff);
    const llrNats = clip(ln((attacker + row.mimic * own) / own), row.floorNats);
    return { llrNats, state: llrNats > 0 ? 'rare' : 'usual' };
  }
  const user = noveltyOf(row, person, team, tenant) * 0.5 * (ofTeam + world);
  return { llrNats: clip(ln(attacker / user), 0), state: 'new' };
}

/** Probability that he shows something new: his own rate, backed off to team, tenant and the feature's own. */
function noveltyOf({ novelty }: FeatureRow, person: Counts, team: Counts, tenant: Counts): number {
  const ofTenant = (tenant.fresh + backOff * novelty) / (tenant.total + backOff);
  const ofTeam = (team.fresh + backOff * ofTenant) / (team.total + backOff);
  return Math.min(1, (person.fresh + backOff * ofTeam + firstNovelty) / (person.total + backOff + firstNovelty));
}

function without(all: Counts, own: Counts): Counts {
  const less = (a: number, b: number) => Math.max(0, a - b);
  return { count: less(all.count, own.count), total: less(all.total, own.total), fresh: less(all.fresh, own.fresh) };
}

function clip(nats: number, floor: number): number {
  return Number.isNaN(nats) ? 0 : Math.min(capNats, Math.max(floor, nats));
}
