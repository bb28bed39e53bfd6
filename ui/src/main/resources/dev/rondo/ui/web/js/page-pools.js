// Pools: what there is of something scarce, who holds it and who waits for it.
import { html, useState } from './base.js';
import { request, useLoad, useRefresh } from './api.js';
import { count } from './format.js';
import { Empty, Loading, ProblemBox } from './parts.js';
import { link } from './route.js';

export function Pools() {
  const { data, problem, loading, reload } = useLoad('/pools');
  useRefresh(['run', 'step'], () => true, reload, 500);
  return html`<header class="section"><h1>Pools</h1></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the pools" />`}
    ${data?.items.length === 0 && html`<${Empty} title="No pools yet">A step that says <code>.pool("gpu")</code> holds one unit of the pool while it runs, and waits while all are held. Make the pool here and say how many units there are.<//>`}
    ${data?.items.length > 0 && html`<div class="scroll"><table class="rows">
      <thead><tr><th>Pool</th><th class="num">Held</th><th>Units</th><th>Who holds them</th><th>Who waits</th></tr></thead>
      <tbody>${data.items.map((pool) => html`<tr key=${pool.name} data-pool=${pool.name}><td>${pool.name}</td>
        <td class="num">${pool.held} of ${pool.limit ?? '–'}</td>
        <td>${pool.limit === null && html`<span class="bad-text small">Steps ask for it, but nobody has made it. </span>`}<${Limit} key=${pool.limit} pool=${pool} onChange=${reload} /></td>
        <td><${Users} users=${pool.holders} total=${pool.holders.length} /></td>
        <td><${Users} users=${pool.waiters} total=${pool.waiting} /></td></tr>`)}</tbody></table></div>`}
    ${data && html`<${NewPool} onMade=${reload} />`}`;
}

const SHOWN = 5;

function Users({ users, total }) {
  if (total === 0) return html`<span class="muted">nobody</span>`;
  return html`${users.slice(0, SHOWN).map((user) => html`<div class="small" key=${user.run + user.step}>
      <a href=${link(['runs', user.run], { step: user.step })}>${user.pipeline} ${user.partition ?? ''} ${user.step}</a>${user.units > 1 && html` <span class="muted">${user.units} units</span>`}</div>`)}
    ${total > SHOWN && html`<div class="small muted">and ${count(total - SHOWN, 'step')} more</div>`}`;
}

const put = (name, limit) => request('PUT', `/pools/${encodeURIComponent(name)}`, { body: { limit } });

function useChange(change, done) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await change(new FormData(event.target));
      event.target.reset();
      setProblem(null);
      done();
    } catch (failure) {
      setProblem(failure);
    }
    setBusy(false);
  };
  return { submit, problem, busy };
}

function Limit({ pool, onChange }) {
  const { submit, problem, busy } = useChange((form) => put(pool.name, Number(form.get('limit'))), onChange);
  return html`<form class="inline" onSubmit=${submit}>
    <input name="limit" type="number" min="0" required defaultValue=${pool.limit ?? ''} aria-label=${`Units of ${pool.name}`} />
    <button disabled=${busy} title="At once and for good; a lower limit takes nothing away from who holds it">Set</button>
    <${ProblemBox} problem=${problem} /></form>`;
}

function NewPool({ onMade }) {
  const { submit, problem, busy } = useChange((form) => put(form.get('name').trim(), Number(form.get('limit'))), onMade);
  return html`<form class="inline new-pool" onSubmit=${submit} aria-label="New pool">
    <label>New pool <input name="name" required placeholder="gpu" autocomplete="off" /></label>
    <label>Units <input name="limit" type="number" min="0" required placeholder="2" /></label>
    <button disabled=${busy}>Make it</button>
    <${ProblemBox} problem=${problem} /></form>`;
}
