import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RiskPoint, SessionView } from '#core/view';
import { useApp } from '../../data/app-context.ts';
import { effectWords } from '../../i18n/en.ts';
import { Card } from '../../ui/card.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { RiskPlot } from './risk-plot.ts';
import { riskOfTen } from './waterfall-steps.ts';
import { timelineSeries, type TimelineSeries } from './timeline-series.ts';

/**
 * Risk of each participant over the session; the same points as a table for those who do not see the chart.
 * `live`: the view is kept up to date, so what holds is drawn on until now.
 */
export function RiskTimeline({ session, live }: { session: SessionView; live: boolean }) {
  const { timeline = [], participants, endedAtMs, asOfMs } = session;
  const nowMs = useNow(2000) + useApp().inbox.skewMs.value;
  const untilMs = endedAtMs ?? (live ? Math.max(asOfMs, nowMs) : asOfMs);
  const series = useMemo(() => timelineSeries(timeline, participants, untilMs), [timeline, participants, untilMs]);
  if (timeline.length === 0) return null;
  const nameOf = (id: string): string => participants.find((one) => one.id === id)?.displayName ?? 'Somebody';
  return (
    <Card title="Risk over time" kind="timeline">
      <ul class="legend" aria-hidden="true">
        {series.names.map((name, index) => (
          <li key={series.ids[index]} class={`legend-${index % 5}`}>
            <svg viewBox="0 0 24 4">
              <line x1="0" x2="24" y1="2" y2="2" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <Plot series={series} />
      <details class="points">
        <summary>Show the {timeline.length} points as a table</summary>
        <Table<RiskPoint>
          label="Risk over time"
          rows={timeline}
          rowKey={(point) => `${point.atMs}-${point.participantId}`}
          stack={false}
          columns={[
            { key: 'at', label: 'Time', cell: (point) => <Time atMs={point.atMs} as="seconds" /> },
            { key: 'who', label: 'Participant', cell: (point) => nameOf(point.participantId) },
            { key: 'risk', label: 'Risk', numeric: true, cell: (point) => riskOfTen(point.p) },
            { key: 'effect', label: 'Step', cell: (point) => effectWords[point.effect] },
          ]}
        />
      </details>
    </Card>
  );
}

function Plot({ series }: { series: TimelineSeries }) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<RiskPlot | undefined>(undefined);
  const latest = useRef(series);
  latest.current = series;
  const theme = `${useApp().settings.theme.value} ${useSystemScheme()}`;
  const shape = series.ids.join(' ');
  useEffect(() => {
    let closed = false;
    const draw = async (): Promise<void> => {
      const { drawRiskPlot } = await import('./risk-plot.ts');
      if (!closed && host.current !== null) plot.current = drawRiskPlot(host.current, latest.current);
    };
    void draw();
    return () => {
      closed = true;
      plot.current?.close();
      plot.current = undefined;
    };
  }, [shape, theme]);
  useEffect(() => plot.current?.update(series), [series]);
  return <div class="plot" ref={host} aria-hidden="true" data-testid="risk-plot" />;
}

/** A canvas keeps the colours it was drawn with: it is drawn anew when the system turns dark or light. */
function useSystemScheme(): 'dark' | 'light' {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setIsDark] = useState(query.matches);
  useEffect(() => {
    const follow = (): void => setIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return isDark ? 'dark' : 'light';
}
