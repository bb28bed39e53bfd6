// Upkeep: what the last search for garbage has kept and removed, and what was found damaged.
import { html, useEffect, useState } from './base.js';
import { post, useLoad } from './api.js';
import { bytes, count, duration, millis } from './format.js';
import { Ago, Empty, Loading, ProblemBox } from './parts.js';

const WHAT = { FILE: 'artifacts, as files', SMALL: 'small artifacts', FOLDER: 'lists of folders', QUARANTINED: 'damaged artifacts', CODE: 'versions of code' };
const WHY = {
  MODEL: 'a version of a model is made of it', DATA: 'a version of a dataset', RUN: 'a kept run has read or made it', CACHE: 'the cache would hand it out',
  YOUNG: 'used within the grace period', REUSED: 'used again meanwhile', DEPLOYED: 'deployed now',
};
const LOOK_AGAIN = 1000;

export function Upkeep() {
  const { data, problem, loading, reload } = useLoad('/gc');
  const [refused, setRefused] = useState(null);
  useEffect(() => {
    if (!data?.underWay) return undefined;
    const timer = setTimeout(reload, LOOK_AGAIN);
    return () => clearTimeout(timer);
  }, [data, problem]);
  const begin = async (event) => {
    event.preventDefault();
    const days = new FormData(event.target).get('days');
    try {
      await post('/gc', { dryRun: event.submitter?.value !== 'remove', grace: `P${days}D` });
      setRefused(null);
      reload();
    } catch (failure) {
      setRefused(failure);
    }
  };
  return html`<header class="section"><h1>Upkeep</h1></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the last search for garbage" />`}
    ${data && html`<section class="panel"><header class="section"><h2>Garbage</h2>
      <span class="muted small">what no model, dataset, run or cached result needs, and nobody has used for a while</span></header>
      <form class="inline" onSubmit=${begin} aria-label="Garbage">
        <label>Unused for days <input name="days" type="number" min="1" step="1" required defaultValue="7" /></label>
        <button value="look" disabled=${data.underWay}>Only look</button>
        <button value="remove" disabled=${data.underWay || !data.last} title=${data.last ? '' : 'Look first'}>Remove it</button>
        ${data.underWay && html`<span class="muted" role="status">Looking …</span>`}</form>
      <${ProblemBox} problem=${refused} />
      ${data.failure && html`<div class="notice bad-text">The last search failed: ${data.failure}</div>`}
      ${data.last ? html`<${Report} report=${data.last} />` : html`<${Empty} title="Nobody has looked since the server started">Look first; nothing is removed by that. The server also removes it by itself once a day, unless it keeps everything.<//>`}
    </section>`}
    <${Quarantine} />`;
}

function Report({ report }) {
  const total = (items, part) => items.reduce((sum, one) => sum + one[part], 0);
  const line = (items) => `${count(total(items, 'count'), 'thing')}, ${bytes(total(items, 'bytes'))}`;
  const rows = (items, name, words) => items.filter((one) => one.count > 0).map((one) => html`<tr key=${one[name]} data-garbage=${one[name]}>
    <td>${words[one[name]] ?? one[name]}</td><td class="num">${one.count}</td><td class="num">${bytes(one.bytes)}</td></tr>`);
  return html`<p><strong>${report.dryRun ? 'Would remove' : 'Removed'} ${line(report.freed)}</strong>; ${report.dryRun ? 'would keep' : 'kept'} ${line(report.kept)}.
      <span class="muted small"> <${Ago} at=${report.begunAt} />, in ${duration(millis(report.took))}; unused since <${Ago} at=${report.unusedSince} /></span></p>
    <div class="scroll"><table class="rows"><thead><tr><th>${report.dryRun ? 'Would go' : 'Gone'}, or kept because</th><th class="num">Things</th><th class="num">Size</th></tr></thead>
      <tbody>${rows(report.freed, 'what', WHAT)}${rows(report.kept, 'why', WHY)}</tbody></table></div>
    ${report.largest.length > 0 && html`<h3>The largest that ${report.dryRun ? 'would go' : 'went'}</h3>
      <div class="scroll"><table class="rows"><thead><tr><th>Name</th><th>What</th><th class="num">Size</th><th>Last used</th></tr></thead>
      <tbody>${report.largest.map((one) => html`<tr key=${one.name}><td><code title=${one.name}>${one.name.slice(0, 16)}</code></td><td>${WHAT[one.what] ?? one.what}</td>
        <td class="num">${bytes(one.bytes)}</td><td><${Ago} at=${one.usedAt} /></td></tr>`)}</tbody></table></div>`}`;
}

function Quarantine() {
  const { data, problem, reload } = useLoad('/artifacts/quarantine');
  return html`<section class="panel"><header class="section"><h2>Damaged artifacts</h2>
      <span class="muted small">set aside when they were found; what needs them is computed again</span></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${data?.items.length === 0 && html`<p class="muted">None.</p>`}
    ${data?.items.length > 0 && html`<div class="scroll"><table class="rows"><thead><tr><th>Name</th><th class="num">Size</th><th>Found</th></tr></thead>
      <tbody>${data.items.map((one) => html`<tr key=${one.name}><td><code>${one.name}</code></td><td class="num">${bytes(one.bytes)}</td><td><${Ago} at=${one.foundAt} /></td></tr>`)}</tbody></table></div>`}
  </section>`;
}
