/** Log-odds of one login, and what it was. `fold`: those of one person are never split between fitting and testing. */
export type Labelled = { logit: number; isAttack: boolean; fold: number };

export type Calibration = {
  /** Expected calibration error over ten bins of equal width, at the working base rate. */
  ece: number;
  brier: number;
  /** Cost of the log-likelihood ratios in bits; 1 is what a scorer that says nothing gets (Brümmer, du Preez 2006). */
  cllr: number;
};

const folds = 5;

/** Attacks and honest logins are weighted so that attacks are `prior` of all. */
export function calibrationOf(all: readonly Labelled[], prior: number): Calibration {
  const weightOf = weights(all, prior);
  const priorLogit = Math.log(prior / (1 - prior));
  let brier = 0;
  const cost = { attack: 0, honest: 0 };
  for (const one of all) {
    brier += weightOf(one) * (sigmoid(one.logit) - Number(one.isAttack)) ** 2;
    const llr = one.logit - priorLogit;
    if (one.isAttack) cost.attack += Math.log2(1 + Math.exp(-llr));
    else cost.honest += Math.log2(1 + Math.exp(llr));
  }
  const attacks = all.filter(({ isAttack }) => isAttack).length;
  const cllr = (cost.attack / attacks + cost.honest / (all.length - attacks)) / 2;
  return { ece: expectedError(all, weightOf), brier, cllr };
}

function expectedError(all: readonly Labelled[], weightOf: (one: Labelled) => number): number {
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, p: 0, attacks: 0 }));
  for (const one of all) {
    const p = sigmoid(one.logit);
    const bin = bins[Math.min(9, Math.floor(p * 10))];
    if (bin === undefined) continue;
    const weight = weightOf(one);
    bin.weight += weight;
    bin.p += weight * p;
    bin.attacks += weight * Number(one.isAttack);
  }
  return bins.reduce((sum, { p, attacks }) => sum + Math.abs(p - attacks), 0);
}

function weights(all: readonly Labelled[], prior: number): (one: Labelled) => number {
  const attacks = all.filter(({ isAttack }) => isAttack).length;
  const [ofAttack, ofHonest] = [prior / attacks, (1 - prior) / (all.length - attacks)];
  return ({ isAttack }) => (isAttack ? ofAttack : ofHonest);
}

/** P = sigmoid(a L + b), each person judged by what the others' logins fit (requirements C.4 item 8). */
export function crossFitted(all: readonly Labelled[], prior: number): { fitted: Labelled[]; a: number; b: number } {
  const fitted: Labelled[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const { a, b } = fit(
      all.filter((one) => one.fold % folds !== fold),
      prior,
    );
    for (const one of all) if (one.fold % folds === fold) fitted.push({ ...one, logit: a * one.logit + b });
  }
  return { fitted, ...fit(all, prior) };
}

/** Weighted logistic regression in two unknowns by Newton's method, with a whiff of a penalty against separation. */
function fit(all: readonly Labelled[], prior: number): { a: number; b: number } {
  const weightOf = weights(all, prior);
  const penalty = 1e-4;
  let [a, b] = [1, 0];
  for (let round = 0; round < 50; round += 1) {
    let [ga, gb, haa, hab, hbb] = [-penalty * (a - 1), -penalty * b, penalty, 0, penalty];
    for (const one of all) {
      const p = sigmoid(a * one.logit + b);
      const [weight, x] = [weightOf(one), one.logit];
      const [miss, curve] = [weight * (Number(one.isAttack) - p), weight * p * (1 - p)];
      ga += miss * x;
      gb += miss;
      haa += curve * x * x;
      hab += curve * x;
      hbb += curve;
    }
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    // Damped: a full step from far away may overshoot.
    const step = Math.min(1, 2 / Math.max(1e-9, Math.hypot(da, db)));
    a += step * da;
    b += step * db;
    if (Math.hypot(da, db) < 1e-9) break;
  }
  return { a, b };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
