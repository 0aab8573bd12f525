import type { RiskDetail, WaterfallStep } from './waterfall-steps.ts';
import { percentText, riskOfTen, waterfallOf } from './waterfall-steps.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';

const marks: Record<WaterfallStep['kind'], { word: string; icon: IconName }> = {
  prior: { word: 'Start', icon: 'info' },
  against: { word: 'Speaks against', icon: 'plus' },
  for: { word: 'Speaks for', icon: 'check' },
  discount: { word: 'Set off', icon: 'link' },
};

/** Why the risk is what it is: lines that add up to the total, each with its sentence and its bar. */
export function WaterfallChart({ risk }: { risk: RiskDetail }) {
  const { steps, totalShown, lowestNats, highestNats } = waterfallOf(risk);
  const spread = Math.max(1, highestNats - lowestNats);
  const scale = (nats: number): number => ((nats - lowestNats) / spread) * 100;
  return (
    <div class="waterfall" data-testid="waterfall">
      <table class="waterfall-table">
        <caption class="visually-hidden">Evidence in nats. The lines add up to the total.</caption>
        <thead>
          <tr>
            <th scope="col">Evidence</th>
            <th scope="col" class="waterfall-bar-cell">
              <span class="row row-between">
                <span>for</span>
                <span>against</span>
              </span>
            </th>
            <th scope="col" class="num">
              Nats
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepRow key={step.key} step={step} scale={scale} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td class="waterfall-bar-cell">
              <Bar from={scale(0)} to={scale(risk.logit)} zero={scale(0)} kind="total" />
            </td>
            <td class="num" data-testid="waterfall-total">
              {totalShown}
            </td>
          </tr>
        </tfoot>
      </table>
      <p class="small soft waterfall-formula">
        {totalShown} nats is a probability of <b>{percentText(risk.p)}</b>, shown as <b>{riskOfTen(risk.p)}</b> of 10.
        Policy version {risk.policyVersion}.
      </p>
    </div>
  );
}

function StepRow({ step, scale }: { step: WaterfallStep; scale: (nats: number) => number }) {
  const { word, icon } = marks[step.kind];
  return (
    <tr class={`waterfall-${step.kind}`} data-nats={step.shown}>
      <th scope="row">
        <span class="waterfall-sentence">
          <Icon name={icon} />
          <span>
            <span class="visually-hidden">{word}: </span>
            {step.sentence}
            {step.lowers === undefined ? null : (
              <span class="waterfall-lowers">
                <span class="visually-hidden">. </span>
                What would lower this: {step.lowers}
              </span>
            )}
          </span>
        </span>
      </th>
      <td class="waterfall-bar-cell">
        <Bar from={scale(step.fromNats)} to={scale(step.toNats)} zero={scale(0)} kind={step.kind} />
      </td>
      <td class="num">{step.shown}</td>
    </tr>
  );
}

type BarProps = { from: number; to: number; zero: number; kind: WaterfallStep['kind'] | 'total' };

/** Drawn with attributes in per cent, so that no style attribute is needed. */
function Bar({ from, to, zero, kind }: BarProps) {
  const start = Math.min(from, to);
  const width = Math.max(0.8, Math.abs(to - from));
  return (
    <svg class={`bar bar-${kind}`} aria-hidden="true" focusable="false">
      <line class="bar-zero" x1={`${zero}%`} x2={`${zero}%`} y1="0" y2="100%" />
      <rect x={`${Math.min(start, 99.2)}%`} y="25%" width={`${width}%`} height="50%" rx="3" />
    </svg>
  );
}
