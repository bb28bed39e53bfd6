// A pipeline's graph as the server drew it, coloured by the states of a run's steps as they change.
import { html, useEffect, useRef, useState } from './base.js';
import { query, useLoad } from './api.js';
import { Loading, ProblemBox, stateWord } from './parts.js';

/**
 * `steps` by name: `{state, cache, attempts, maxAttempts}`; `onSelect(step)` makes the nodes of steps into buttons.
 */
export function Graph({ pipeline, steps, selected, onSelect }) {
  const frame = useRef(null);
  const [direction, setDirection] = useState('right');
  const path = `/pipelines/${encodeURIComponent(pipeline)}/graph` + query({ format: 'svg', look: 'embedded', direction });
  const { data, problem, reload } = useLoad(path, { text: true });
  const choose = useRef(onSelect);
  choose.current = onSelect;

  useEffect(() => {
    const narrow = matchMedia('(max-width: 900px)');
    const fit = () => setDirection(narrow.matches ? 'down' : 'right');
    fit();
    narrow.addEventListener('change', fit);
    return () => narrow.removeEventListener('change', fit);
  }, []);

  useEffect(() => {
    if (!data || !frame.current) return;
    const svg = document.importNode(new DOMParser().parseFromString(data, 'image/svg+xml').documentElement, true);
    svg.querySelectorAll('script, style, foreignObject').forEach((node) => node.remove());
    frame.current.replaceChildren(svg);
  }, [data]);

  useEffect(() => {
    if (!data || !frame.current) return;
    for (const node of frame.current.querySelectorAll('[data-step]')) colour(node, steps, selected, choose);
  }, [data, steps, selected, Boolean(onSelect)]);

  if (problem) return html`<${ProblemBox} problem=${problem} retry=${reload} />`;
  return html`<div class="graph-frame" ref=${frame} tabindex="-1">${!data && html`<${Loading} what="the graph" />`}</div>`;
}

function colour(node, steps, selected, choose) {
  const name = node.dataset.step;
  const step = steps?.[name];
  const detail = node.querySelector('.detail');
  detail.dataset.plain ??= detail.textContent;
  node.dataset.state = step?.state ?? '';
  node.dataset.cache = step?.cache ?? '';
  detail.textContent = step ? inWords(step) : detail.dataset.plain;
  node.classList.toggle('selected', name === selected);
  if (!step || !choose.current) return;
  node.setAttribute('tabindex', '0');
  node.setAttribute('role', 'button');
  node.setAttribute('aria-pressed', String(name === selected));
  node.setAttribute('aria-label', `${name}: ${inWords(step)}`);
  node.onclick = () => choose.current(name);
  node.onkeydown = (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose.current(name);
    }
  };
}

/** The second line of a step's box, which says its state without colour. */
function inWords(step) {
  if (step.state === 'SUCCEEDED' && step.cache === 'HIT') return 'from the cache';
  if (step.attempts > 1 || step.state === 'BACKING_OFF') return `${stateWord(step.state)} · ${step.attempts}/${step.maxAttempts}`;
  return stateWord(step.state);
}
