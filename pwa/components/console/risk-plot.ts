import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockText } from '../../ui/time-words.ts';
import type { TimelineSeries } from './timeline-series.ts';

export type RiskPlot = { update(series: TimelineSeries): void; close(): void };

const heightPx = 220;
/** A session that just began is not drawn as if its first second were long. */
const leastSpanS = 15;
const gridStepsS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400];
export const lineRoles = ['--critical-solid', '--info-solid', '--drill-solid', '--positive-solid', '--caution-solid'];
const dashes: (number[] | undefined)[] = [undefined, [6, 4], [2, 3], [10, 4, 2, 4], [12, 4]];

/** Draws steps: a risk holds until the next finding. Loaded only with a timeline on the page. */
export function drawRiskPlot(host: HTMLElement, first: TimelineSeries): RiskPlot {
  const colour = (role: string): string => resolveColour(host, role);
  const axis = {
    stroke: colour('--text-faint'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const steps = UPlot.paths.stepped?.({ align: 1 });
  const plot = new UPlot(
    {
      width: host.clientWidth,
      height: heightPx,
      padding: [12, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false } },
      scales: {
        x: { time: true, range: (_, from, to) => [from, Math.max(to, from + leastSpanS)] },
        y: { range: [0, 10] },
      },
      axes: [
        {
          ...axis,
          values: (_, ticks) => ticks.map((second) => clockText(second * 1000, true)),
          space: 90,
          size: 30,
          incrs: gridStepsS,
        },
        { ...axis, splits: () => [0, 2, 4, 6, 8, 10], size: 34 },
      ],
      series: [
        {},
        ...first.names.map((name, index) => {
          const dash = dashes[index % dashes.length];
          return {
            label: name,
            stroke: colour(lineRoles[index % lineRoles.length] ?? '--text'),
            width: 2,
            spanGaps: true,
            points: { show: false },
            ...(steps === undefined ? {} : { paths: steps }),
            ...(dash === undefined ? {} : { dash }),
          };
        }),
      ],
    },
    first.columns as UPlot.AlignedData,
    host,
  );
  const resize = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: heightPx }));
  resize.observe(host);
  return {
    update: (series) => plot.setData(series.columns as UPlot.AlignedData),
    close() {
      resize.disconnect();
      plot.destroy();
    },
  };
}

/** A canvas cannot read custom properties: the browser computes the colour on a probe. */
function resolveColour(host: HTMLElement, role: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${role})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
