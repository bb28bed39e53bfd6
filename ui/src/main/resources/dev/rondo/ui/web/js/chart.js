// Lines over partitions or versions, with a legend that carries the means. Colour and dash both tell the lines apart.
import uPlot from '../vendor/uplot.mjs';
import { html, useEffect, useMemo, useRef, useState } from './base.js';
import { metric } from './format.js';

const DASHES = [[], [7, 4], [2, 4], [10, 3, 2, 3], [5, 2], [1, 3]];

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Which colour scheme is in force, so that canvases are drawn again when it changes. */
function useScheme() {
  const dark = useMemo(() => matchMedia('(prefers-color-scheme: dark)'), []);
  const [scheme, setScheme] = useState(dark.matches);
  useEffect(() => {
    const changed = () => setScheme(dark.matches);
    dark.addEventListener('change', changed);
    return () => dark.removeEventListener('change', changed);
  }, [dark]);
  return scheme;
}

/**
 * `labels`: texts of the x axis. `series`: `{label, values, mean}`. `marks`: index to `{text}` for points that stand
 * out, on the first series. `onPick(index)` when a point is chosen.
 */
export function Chart({ title, unit, labels, series, onPick, height = 280 }) {
  const box = useRef(null);
  const plot = useRef(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const scheme = useScheme();
  const [hidden, setHidden] = useState(() => new Set());
  const [at, setAt] = useState(null);
  const shape = series.map((one) => one.label).join('\n');
  const data = useMemo(
    () => [labels.map((_, i) => i), ...series.map((one) => labels.map((_, i) => one.values[i] ?? null))],
    [labels, series],
  );

  useEffect(() => {
    const host = box.current;
    const width = () => Math.max(280, host.clientWidth);
    const ink = token('--muted');
    const line = token('--line-soft');
    const font = '11px system-ui, sans-serif';
    const options = {
      width: width(), height,
      legend: { show: false },
      padding: [12, 14, 0, 0],
      scales: { x: { time: false, range: (_, low, high) => [low - 0.3, high + 0.3] }, y: { range: (_, low, high) => aroundIt(low, high) } },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      axes: [
        { stroke: ink, font, size: 30, grid: { show: false }, ticks: { stroke: line, size: 4 },
          splits: (u) => everyNth(labels.length, u.bbox.width / devicePixelRatio),
          values: (_, ticks) => ticks.map((i) => labels[i] ?? '') },
        { stroke: ink, font, size: 52, grid: { stroke: line, width: 1 }, ticks: { show: false },
          values: (_, ticks) => ticks.map(metric) },
      ],
      series: [{}, ...series.map((one, i) => ({
        label: one.label, show: !hidden.has(one.label), stroke: token(`--chart-${(i % 6) + 1}`),
        width: one.strong ? 2.6 : 1.7, dash: DASHES[i % DASHES.length], spanGaps: false,
        points: { show: labels.length < 80, size: one.strong ? 6 : 4 },
      }))],
      hooks: { setCursor: [(u) => setAt(u.cursor.idx ?? null)] },
    };
    const drawn = new uPlot(options, data, host);
    plot.current = drawn;
    const click = () => drawn.cursor.idx !== null && drawn.cursor.idx !== undefined && pick.current?.(drawn.cursor.idx);
    drawn.over.addEventListener('click', click);
    const resized = new ResizeObserver(() => drawn.setSize({ width: width(), height }));
    resized.observe(host);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [shape, scheme, hidden, height, labels.join()]);

  useEffect(() => plot.current?.setData(data), [data]);

  const toggle = (label) => setHidden((old) => {
    const next = new Set(old);
    if (!next.delete(label)) next.add(label);
    return next;
  });
  const where = at === null ? null : labels[at];
  return html`<figure class="chart">
    <figcaption><span><strong>${title}</strong>${unit && html` <span class="muted">${unit}</span>`}</span>
      <span class="muted small chart-at">${where === null ? 'means in bold; point at the lines for values' : where}</span></figcaption>
    <ul class="legend">${series.map((one, i) => html`<li key=${one.label}>
      <label class=${hidden.has(one.label) ? 'off' : ''}>
        <input type="checkbox" checked=${!hidden.has(one.label)} onChange=${() => toggle(one.label)} />
        <svg class="key chart-${(i % 6) + 1}" viewBox="0 0 26 8" aria-hidden="true"><line x1="1" x2="25" y1="4" y2="4"
          stroke-width=${one.strong ? 3 : 2} stroke-dasharray=${DASHES[i % DASHES.length].join(' ') || 'none'} /></svg>
        <span>${one.label}</span>
        <b class="num">${metric(at === null || one.values[at] === undefined ? one.mean : one.values[at])}</b>
      </label></li>`)}</ul>
    <div class="plot" ref=${box} role="img"
      aria-label=${`${title} of ${labels.length} values. ` + series.map((one) => `${one.label}: mean ${metric(one.mean)}`).join('; ')}></div>
  </figure>`;
}

/** Some air above and below, and zero when it is near. */
function aroundIt(low, high) {
  if (low === null || high === null) return [0, 1];
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  return [low >= 0 && low < (high - low) * 0.6 ? 0 : low - air, high + air];
}

function everyNth(n, width) {
  const step = Math.max(1, Math.ceil(n / Math.max(1, Math.floor(width / 64))));
  return Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
}
