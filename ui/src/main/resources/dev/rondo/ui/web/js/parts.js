// Small views that every page uses.
import { html, useEffect, useErrorBoundary, useRef, useState } from './base.js';
import { duration, instant, millis, relative } from './format.js';
import { link } from './route.js';

const ICONS = {
  SUCCEEDED: 'M2.5 6.4 5 8.9 9.6 3.4',
  CHAMPION: 'M2 9.8h8M2.2 8 1.6 3.4 4 5.4 6 2l2 3.4 2.4-2L9.8 8Z',
  FAILED: 'M3 3l6 6M9 3l-6 6',
  REJECTED: 'M3 3l6 6M9 3l-6 6',
  RUNNING: 'M3.6 2.4 9.4 6 3.6 9.6Z',
  FIRED: 'M6.8 1.5 3 7h2.8l-.6 3.5L9 5H6.2Z',
  WAITING: 'M6 3v3.2l2 1.3M6 1.4a4.6 4.6 0 1 0 .01 0',
  READY: 'M6 1.6a4.4 4.4 0 1 0 .01 0',
  BLOCKED: 'M6 1.2 10.8 6 6 10.8 1.2 6ZM6 3.8v2.6M6 8v.2',
  BACKING_OFF: 'M9.6 4.2A4.2 4.2 0 1 0 10.2 6M9.8 1.6v2.8H7',
  AWAITING_APPROVAL: 'M6 3v3.2l2 1.3M6 1.4a4.6 4.6 0 1 0 .01 0',
  AWAITING_RUN: 'M6 3v3.2l2 1.3M6 1.4a4.6 4.6 0 1 0 .01 0',
  FANNED_OUT: 'M2 6h3M5 6l4-3.4M5 6h4.4M5 6l4 3.4',
  SKIPPED: 'M2.5 6h7',
  DECLINED: 'M2.5 6h7',
  RETIRED: 'M2.5 6.4 5 8.9 9.6 3.4',
  CANDIDATE: 'M6 1.6a4.4 4.4 0 1 0 .01 0',
  CANCELLED: 'M3.4 3.4h5.2v5.2H3.4Z',
  CANCELLING: 'M3.4 3.4h5.2v5.2H3.4Z',
  STOPPING: 'M3.4 3.4h5.2v5.2H3.4Z',
  QUEUED: 'M6 3v3.2l2 1.3M6 1.4a4.6 4.6 0 1 0 .01 0',
};
const TONES = {
  SUCCEEDED: 'ok', CHAMPION: 'ok', FIRED: 'ok', UP: 'ok', ACTIVE: 'ok',
  FAILED: 'bad', LOST: 'bad', DOWN: 'bad',
  RUNNING: 'run', FANNED_OUT: 'run', AWAITING_RUN: 'run', CANCELLING: 'skip', STOPPING: 'warn',
  BLOCKED: 'warn', BACKING_OFF: 'warn', AWAITING_APPROVAL: 'warn', PAUSED: 'warn',
  CANCELLED: 'skip', RETIRED: 'hit',
};

/** The words for a state. */
export const stateWord = (state) => (state ?? 'never run').toLowerCase().replaceAll('_', ' ');
export const tone = (state) => TONES[state] ?? 'wait';

export function Icon({ state }) {
  return html`<svg class="icon" viewBox="0 0 12 12" aria-hidden="true"><path d=${ICONS[state] ?? ICONS.READY} /></svg>`;
}

export function State({ state, word, title }) {
  return html`<span class="state tone-${tone(state)}" data-state=${state ?? 'NONE'} title=${title}
    ><${Icon} state=${state} />${word ?? stateWord(state)}</span
  >`;
}

/** HIT, MISS or NONE, with the reason as a tooltip. */
export function Cache({ cache, why }) {
  if (!cache || cache === 'NONE') return html`<span class="muted" title=${why}>–</span>`;
  return html`<span class="cache cache-${cache.toLowerCase()}" title=${why}>${cache}</span>`;
}

/** One clock for all relative times. */
const ticks = new Set();
setInterval(() => ticks.forEach((tick) => tick(Date.now())), 1000);

export function useNow(active = true) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!active) return undefined;
    ticks.add(setNow);
    return () => ticks.delete(setNow);
  }, [active]);
  return now;
}

export function Ago({ at }) {
  const now = useNow(Boolean(at));
  return at ? html`<time datetime=${at} title=${instant(at)}>${relative(at, now)}</time>` : html`<span class="muted">–</span>`;
}

/** How long something took, or has been taking since it started. */
export function Took({ from, to, iso }) {
  const live = Boolean(from) && !to;
  const now = useNow(live);
  if (live) return html`<span>${duration(Math.max(0, now - new Date(from).getTime()))}</span>`;
  return html`<span>${duration(iso ? millis(iso) : from ? new Date(to) - new Date(from) : null) || '–'}</span>`;
}

export function Loading({ what }) {
  return html`<p class="loading muted" role="status">Loading ${what} …</p>`;
}

export function Empty({ title, children }) {
  return html`<div class="empty"><strong>${title}</strong><div>${children}</div></div>`;
}

/** What went wrong, why, and what to do. */
export function ProblemBox({ problem, retry }) {
  if (!problem) return null;
  return html`<div class="problem" role="alert">
    <${Icon} state="FAILED" />
    <div>
      <strong>${problem.title ?? 'It did not work'}</strong>
      <p>${problem.message}</p>
      ${problem.problems?.length > 0 && html`<ul>
        ${problem.problems.map((one) => html`<li><code>${one.place}</code> ${one.reason} ${one.remedy}</li>`)}
      </ul>`}
      ${problem.remedy && html`<p class="remedy">${problem.remedy}</p>`}
      ${problem.code && html`<p class="muted small">code <code>${problem.code}</code></p>`}
    </div>
    ${retry && html`<button type="button" onClick=${retry}>Try again</button>`}
  </div>`;
}

/** Keeps a mistake in one view from taking the others with it. */
export function Guard({ children }) {
  const [failure, reset] = useErrorBoundary();
  if (!failure) return children;
  return html`<${ProblemBox} problem=${{ title: 'This part of the page failed', message: String(failure.message ?? failure) }}
    retry=${reset} />`;
}

/** Where an error lies, as `file:line:column`. */
export function place(error) {
  if (!error?.file) return null;
  return [error.file, error.line, error.column].filter((part) => part !== null && part !== undefined).join(':');
}

export function RunLink({ run, children }) {
  return html`<a href=${link(['runs', run.id])}>${children ?? run.partition ?? run.id}</a>`;
}

/** A modal dialog that closes on Escape, on its button, and gives the focus back. */
export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  useEffect(() => {
    const dialog = box.current;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  const outside = (event) => event.target === box.current && onClose();
  return html`<dialog ref=${box} aria-label=${title} onCancel=${(event) => { event.preventDefault(); onClose(); }} onMouseDown=${outside}>
    <div class="dialog-body">
      <header><h2>${title}</h2><button type="button" class="quiet" aria-label="Close" onClick=${onClose}>✕</button></header>
      ${children}
    </div>
  </dialog>`;
}

/** The newest runs as a row of small marks, oldest first; height and colour say the state, the title says it in words. */
export function Strip({ runs }) {
  if (!runs?.length) return html`<span class="muted">no runs yet</span>`;
  return html`<span class="strip">${runs.map((run) => html`<a key=${run.id} class="mark tone-${tone(run.state)}"
    data-state=${run.state} href=${link(['runs', run.id])}
    title="${run.partition ?? 'run'}: ${stateWord(run.state)}" aria-label="${run.partition ?? 'run'}: ${stateWord(run.state)}"></a>`)}</span>`;
}

/** Steps done as a bar, with the numbers in words. */
export function Progress({ steps }) {
  const { total, succeeded, failed, skipped, cancelled, running, cached } = steps;
  const done = succeeded + failed + skipped + cancelled;
  const words = `${succeeded} of ${total} steps succeeded` + (cached ? `, ${cached} of them from the cache` : '')
    + (failed ? `, ${failed} failed` : '') + (skipped ? `, ${skipped} skipped` : '') + (cancelled ? `, ${cancelled} cancelled` : '');
  const part = (n, kind) => n > 0 && html`<span class="tone-${kind}" style=${{ flexGrow: n }}></span>`;
  return html`<span class="progress" title=${words}>
    <span class="bar" aria-hidden="true">${part(cached, 'hit')}${part(succeeded - cached, 'ok')}${part(failed, 'bad')}${part(cancelled, 'skip')}${part(
      skipped, 'rest')}${part(running, 'run')}${part(total - done - running, 'rest')}</span>
    <span class="small muted">${succeeded}/${total}</span>
  </span>`;
}
