import * as v from 'valibot';
import { byOf, commit, withFresh } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { checkPolicy } from '../core/policy-check.ts';
import { policyHash } from '../core/policy-hash.ts';
import type { Policy } from '../core/policy-model.ts';
import type { PolicyList, PolicyVersion, Rehearsal, StoredPolicy } from '../core/policy-view.ts';
import { weakensPolicy } from '../core/policy-weakens.ts';
import { newRehearsal } from '../core/rehearse.ts';
import { readBody } from '../read.ts';
import { consoleRoles, viewerOf, type Ask, type Route } from '../route.ts';
import { confirmedAttempts, decisionHistory } from '../store/queries/history.ts';
import { addPolicy, decidePolicy, findPolicy, policyList, whoIsThere } from '../store/queries/policies.ts';

const reader = { roles: consoleRoles } as const;
const admin = { roles: ['admin'] } as const;
const rate = { name: 'rehearsal', limit: 30, windowMs: 60_000 };

export const policyRoutes: Route[] = [
  { method: 'GET', path: '/api/policies', access: reader, answer: list },
  { method: 'POST', path: '/api/policies', access: admin, answer: save },
  { method: 'POST', path: '/api/policies/rehearsals', access: admin, rate, answer: rehearse },
  { method: 'GET', path: '/api/policies/:version', access: reader, answer: show },
  { method: 'POST', path: '/api/policies/:version/approve', access: admin, answer: approve },
  { method: 'POST', path: '/api/policies/:version/reject', access: admin, answer: reject },
  { method: 'POST', path: '/api/policies/:version/rollback', access: admin, answer: rollBack },
];

const longestPolicy = 512 * 1024;
const longestDetail = 1000;

async function list(c: Ask): Promise<Response> {
  return c.json(await policyList(c.get('context').db, viewerOf(c).tenantId));
}

async function show(c: Ask): Promise<Response> {
  return c.json(await policyOr404(c));
}

const saveBody = v.object({
  policy: v.unknown(),
  note: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)),
  basedOn: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

async function save(c: Ask): Promise<Response> {
  const { policy, note, basedOn } = await readBody(c, saveBody, longestPolicy);
  const checked = await checkedPolicy(c, policy);
  return propose(c, checked, note, ({ active }) => {
    if (active.version === basedOn) return;
    throw new AppError('conflict', `It was made from version ${basedOn}; version ${active.version} is in force now.`);
  });
}

/** What was in force once, as a new version: what weakens needs a second admin here too. */
async function rollBack(c: Ask): Promise<Response> {
  const { policy, state, version } = await policyOr404(c);
  if (state !== 'superseded') throw new AppError('action-not-possible', 'Only what was in force before can be again.');
  return propose(c, await checkedPolicy(c, policy), `Back to version ${version}.`, () => undefined);
}

async function checkedPolicy(c: Ask, given: unknown): Promise<Policy> {
  const { db, nowMs } = c.get('context');
  const verdict = checkPolicy(given, { nowMs: nowMs(), ...(await whoIsThere(db, viewerOf(c).tenantId)) });
  if (verdict.ok) return verdict.policy;
  const words = verdict.problems.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`));
  throw new AppError('policy-refused', words.join(' ').slice(0, longestDetail));
}

/** Stores the next version: in force at once, or, when it weakens the one in force, for another admin to approve. */
async function propose(c: Ask, policy: Policy, note: string, check: (list: PolicyList) => void): Promise<Response> {
  const { db, d1 } = c.get('context');
  const by = byOf(c, 'admin');
  const added = await withFresh(
    () => policyList(db, by.tenantId),
    async (read) => {
      check(read);
      const made = nextVersion(read, policy, { note, actor: by.actor, atMs: by.atMs });
      const { version, hash, basedOn, weakens, state } = made;
      const kind = state === 'active' ? 'policy.activated' : 'policy.proposed';
      await commit(
        c,
        by,
        kind,
        { version, hash, basedOn, weakens: [...weakens] },
        addPolicy(d1, by.tenantId, read, made),
      );
      return made;
    },
  );
  return c.json(headOf(added), added.state === 'active' ? 201 : 202);
}

function nextVersion(
  { active, versions }: PolicyList,
  policy: Policy,
  { note, actor, atMs }: { note: string; actor: string; atMs: number },
): StoredPolicy {
  const hash = policyHash(policy);
  if (hash === active.hash) throw new AppError('action-not-possible', 'These rules are in force already.');
  const version = (versions[0]?.version ?? active.version) + 1;
  const weakens = weakensPolicy(active.policy, policy);
  const proposed = { note, weakens, basedOn: active.version, proposedBy: actor, proposedAtMs: atMs };
  const numbered = { ...policy, version };
  if (weakens.length > 0) return { version, state: 'pending', hash, ...proposed, policy: numbered };
  const decided = { decidedBy: actor, decidedAtMs: atMs };
  return { version, state: 'active', hash, ...proposed, ...decided, policy: numbered };
}

async function approve(c: Ask): Promise<Response> {
  return decide(c, 'active', (found, active, actor) => {
    if (found.proposedBy === actor) throw new AppError('second-person-required');
    if (found.basedOn === active.version) return;
    throw new AppError(
      'conflict',
      `It was made from version ${found.basedOn}; version ${active.version} is in force now.`,
    );
  });
}

async function reject(c: Ask): Promise<Response> {
  return decide(c, 'rejected', () => undefined);
}

async function decide(
  c: Ask,
  state: 'active' | 'rejected',
  check: (found: PolicyVersion, active: PolicyVersion, actor: string) => void,
): Promise<Response> {
  const { db, d1 } = c.get('context');
  const by = byOf(c, 'admin');
  const decided = { state, decidedBy: by.actor, decidedAtMs: by.atMs };
  const version = versionOf(c);
  const found = await withFresh(
    () => policyList(db, by.tenantId),
    async ({ active, versions }) => {
      const one = versions.find((row) => row.version === version);
      if (one === undefined) throw new AppError('not-found');
      if (one.state !== 'pending') throw new AppError('action-not-possible', `Version ${version} is not waiting.`);
      check(one, active, by.actor);
      const kind = state === 'active' ? 'policy.approved' : 'policy.rejected';
      const body = { version, hash: one.hash, basedOn: one.basedOn, proposedBy: one.proposedBy };
      await commit(c, by, kind, body, decidePolicy(d1, by.tenantId, one, decided));
      return one;
    },
  );
  return c.json({ ...found, ...decided } satisfies PolicyVersion);
}

const rehearsalBody = v.object({
  policy: v.unknown(),
  fromMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

/** Plays the tenant's own history again: under the policy in force, and under the one that is given. */
async function rehearse(c: Ask): Promise<Response> {
  const { d1, db } = c.get('context');
  const { tenantId } = viewerOf(c);
  const { policy, fromMs } = await readBody(c, rehearsalBody, longestPolicy);
  const wanted = await checkedPolicy(c, policy);
  const { active } = await policyList(db, tenantId);
  const [now, proposed] = [newRehearsal(active.policy), newRehearsal(wanted)];
  for await (const record of decisionHistory(d1, tenantId, fromMs)) {
    now.add(record);
    proposed.add(record);
  }
  const confirmed = await confirmedAttempts(d1, tenantId, fromMs);
  const outcome = proposed.outcome(confirmed);
  const rehearsal: Rehearsal = {
    now: now.outcome(confirmed).counts,
    proposed: outcome.counts,
    asked: outcome.affected.flatMap(({ asked, participantId, subjectId }) =>
      asked ? [{ participantId, ...(subjectId && { subjectId }) }] : [],
    ),
    missed: outcome.missed,
  };
  return c.json(rehearsal);
}

async function policyOr404(c: Ask): Promise<StoredPolicy> {
  const found = await findPolicy(c.get('context').db, viewerOf(c).tenantId, versionOf(c));
  if (found === undefined) throw new AppError('not-found');
  return found;
}

function versionOf(c: Ask): number {
  const text = c.req.param('version') ?? '';
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new AppError('not-found');
  return Number(text);
}

function headOf(stored: StoredPolicy): PolicyVersion {
  const { policy: _, ...version } = stored;
  return version;
}
