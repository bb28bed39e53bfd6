// One pipeline: its graph, how its metrics went over the partitions, its runs, triggers and settings.
import { html, useMemo, useState } from './base.js';
import { query as asQuery, useLoad, useRefresh } from './api.js';
import { metric } from './format.js';
import { Ago, Empty, Guard, Loading, ProblemBox, State, Strip } from './parts.js';
import { CacheNotes } from './cache-notes.js';
import { Chart } from './chart.js';
import { StartBackfill, StartRun } from './dialogs.js';
import { Graph } from './graph.js';
import { go, link, refine } from './route.js';
import { FilteredRuns } from './page-runs.js';

const TABS = [['', 'Overview'], ['metrics', 'Metrics'], ['runs', 'Runs'], ['triggers', 'Triggers'], ['settings', 'Settings'], ['cache', 'Cache']];

export function Pipeline({ name, query }) {
  const { data, problem, reload } = useLoad(`/pipelines/${encodeURIComponent(name)}`);
  const [dialog, setDialog] = useState(null);
  useRefresh(['run', 'model', 'decision'], (event) => event.run?.pipeline === name || Boolean(event.model ?? event.trigger), reload);
  if (!data) return problem ? html`<h1>${name}</h1><${ProblemBox} problem=${problem} retry=${reload} />` : html`<${Loading} what="the pipeline" />`;
  const tab = TABS.some(([value]) => value === query.tab) ? query.tab : '';
  return html`
    <header class="page">
      <div><nav class="crumbs" aria-label="Where"><a href=${link([])}>Pipelines</a></nav>
        <h1>${name} <${State} state=${data.state} /></h1>
        <p class="muted">${data.description}${data.owner && html` <span class="small">Owner: ${data.owner}</span>`}</p></div>
      <div class="buttons"><button type="button" class="primary" onClick=${() => setDialog('run')}>Start run</button>
        ${data.partitions && html`<button type="button" onClick=${() => setDialog('backfill')}>Backfill …</button>`}</div>
    </header>
    ${data.warnings.map((one) => html`<div class="notice"><strong>${one.place}</strong> ${one.reason} ${one.remedy}</div>`)}
    <div class="tabs" role="group" aria-label="Parts of the pipeline">${TABS.map(([value, word]) => html`<button type="button"
      aria-pressed=${tab === value} onClick=${() => refine({ tab: value, state: '', partition: '', cause: '' })}>${word}</button>`)}</div>
    <${Guard} key=${tab}>
      ${tab === '' && html`<${Now} pipeline=${data} /><${Metrics} pipeline=${name} brief=${true} />`}
      ${tab === 'metrics' && html`<${Metrics} pipeline=${name} />`}
      ${tab === 'runs' && html`<${FilteredRuns} query=${query} pipeline=${name} />`}
      ${tab === 'triggers' && html`<${Triggers} triggers=${data.triggers} />`}
      ${tab === 'settings' && html`<${Settings} pipeline=${data} />`}
      ${tab === 'cache' && html`<${CacheNotes} pipeline=${name} />`}
    <//>
    ${dialog === 'run' && html`<${StartRun} pipeline=${name} onClose=${() => setDialog(null)} />`}
    ${dialog === 'backfill' && html`<${StartBackfill} pipeline=${name} onClose=${() => setDialog(null)} />`}`;
}

/** The graph in the states of the newest run. */
function Now({ pipeline }) {
  const newest = pipeline.lastRun?.id ?? null;
  const steps = useLoad(newest && `/runs/${encodeURIComponent(newest)}/steps`);
  useRefresh(['step'], (event) => event.run === newest, steps.reload, 200);
  const byName = useMemo(() => Object.fromEntries((steps.data?.items ?? []).map((step) => [step.step, step])), [steps.data]);
  return html`<section class="panel">
    <header class="section"><h2>Steps</h2>
      <span class="muted small">${pipeline.lastRun ? html`states of the newest run, <a href=${link(['runs', newest])}>${pipeline.lastRun.partition ?? 'run'}</a>, <${Ago} at=${pipeline.lastRun.startedAt ?? pipeline.lastRun.createdAt} />` : 'no run yet'}</span>
      <span class="grow"></span><${Strip} runs=${pipeline.recent} /></header>
    <${Graph} pipeline=${pipeline.name} steps=${byName} onSelect=${newest ? (step) => go(link(['runs', newest], { step })) : undefined} />
  </section>`;
}

/** Every metric as lines over the partitions, and the numbers below. */
function Metrics({ pipeline, brief }) {
  const { data, problem, loading, reload } = useLoad(`/pipelines/${encodeURIComponent(pipeline)}/metrics`);
  useRefresh(['run'], (event) => event.run.pipeline === pipeline && event.run.finishedAt, reload);
  if (problem) return html`<${ProblemBox} problem=${problem} retry=${reload} />`;
  if (loading || !data) return html`<${Loading} what="the metrics" />`;
  if (data.items.length === 0) {
    return html`<${Empty} title="No metrics yet">Steps record them with <code>context.metric("mae", value)</code> or by an output of type <code>Metrics</code>; after the first run they appear here, over the partitions.<//>`;
  }
  return (brief ? data.items.slice(0, 1) : data.items).map((one) => html`<${MetricPanel} key=${one.metric} item=${one} table=${!brief} />`);
}

function MetricPanel({ item, table }) {
  const labels = item.partitions.map((partition) => partition ?? 'whole');
  const series = useMemo(() => item.series.map((one, i) => ({ ...one, strong: i === 0 })), [item]);
  const open = (index) => {
    const run = item.series.map((one) => one.runs[index]).find(Boolean);
    if (run) go(link(['runs', run]));
  };
  return html`<section class="panel">
    <${Chart} title=${item.metric} unit="over partitions" labels=${labels} series=${series} onPick=${open} height=${table ? 320 : 260} />
    ${table && html`<div class="scroll"><table class="rows metrics">
      <caption class="hidden">${item.metric} by partition</caption>
      <thead><tr><th>Partition</th>${item.series.map((one) => html`<th class="num">${one.label}</th>`)}</tr></thead>
      <tbody>${labels.map((label, i) => html`<tr key=${label}><th scope="row">${label}</th>${item.series.map((one) => html`<td class="num">
        ${one.runs[i] ? html`<a href=${link(['runs', one.runs[i]], { step: one.step })}>${metric(one.values[i])}</a>` : metric(one.values[i])}</td>`)}</tr>`)}</tbody>
      <tfoot><tr><th scope="row">Mean</th>${item.series.map((one) => html`<td class="num"><b>${metric(one.mean)}</b></td>`)}</tr></tfoot>
    </table></div>`}
  </section>`;
}

function Triggers({ triggers }) {
  if (triggers.length === 0) {
    return html`<${Empty} title="Nothing starts this pipeline by itself">Add <code>p.when(cron(…))</code> or <code>p.when(changed(source))</code> to its definition; until then a person starts its runs.<//>`;
  }
  return triggers.map((trigger) => html`<${Trigger} key=${trigger.id} trigger=${trigger} />`);
}

function Trigger({ trigger }) {
  const { data, problem, reload } = useLoad(`/triggers/${encodeURIComponent(trigger.id)}/decisions` + asQuery({ limit: 50 }));
  useRefresh(['decision'], (event) => event.trigger === trigger.id, reload);
  return html`<section class="panel">
    <header class="section"><h2>${trigger.name}</h2><span>${trigger.what}</span><span class="grow"></span>
      <span class="muted">${trigger.nextDue ? html`next due <${Ago} at=${trigger.nextDue} />` : 'waits for data'}</span></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${data?.items.length === 0 && html`<p class="muted">It has decided nothing yet.</p>`}
    ${data?.items.length > 0 && html`<div class="scroll"><table class="rows">
      <thead><tr><th>When</th><th>Decision</th><th>Run</th><th>Why</th></tr></thead>
      <tbody>${data.items.map((one) => html`<tr key=${one.id}><td><${Ago} at=${one.at} /></td><td><${State} state=${one.state} /></td>
        <td>${one.run ? html`<a href=${link(['runs', one.run])}>${one.partition ?? 'run'}</a>` : one.partition ?? '–'}</td><td class="why" title=${one.why}>${one.why}</td></tr>`)}</tbody></table></div>`}
  </section>`;
}

function Settings({ pipeline }) {
  return html`<section class="panel">
      <header class="section"><h2>Settings</h2></header>
      ${pipeline.settings.length === 0 ? html`<p class="muted">This pipeline has no settings.</p>` : html`<div class="scroll"><table class="rows">
        <thead><tr><th>Name</th><th>Type</th><th>Default</th><th>Limits</th><th>Unit</th><th>What it does</th></tr></thead>
        <tbody>${pipeline.settings.map((one) => html`<tr><td><code>${one.name}</code></td><td>${one.type}</td><td class="num">${one.default ?? html`<em>required</em>`}</td>
          <td class="num">${one.min === null && one.max === null ? '–' : `${one.min ?? '…'} to ${one.max ?? '…'}`}</td><td>${one.unit || '–'}</td><td>${one.description}</td></tr>`)}</tbody></table></div>`}
    </section>
    ${pipeline.sources.length > 0 && html`<section class="panel"><header class="section"><h2>Sources</h2></header><div class="scroll"><table class="rows">
      <thead><tr><th>Dataset</th><th>Files</th><th>Looked at every</th></tr></thead>
      <tbody>${pipeline.sources.map((one) => html`<tr><td>${one.dataset}</td><td><code>${one.pattern}</code></td><td>${one.pollEvery.replace('PT', '').toLowerCase()}</td></tr>`)}</tbody></table></div></section>`}
    <section class="panel"><header class="section"><h2>Steps</h2></header><div class="scroll"><table class="rows">
      <thead><tr><th>Step</th><th>Reads</th><th>Writes</th><th>Attempts</th><th>What it does</th></tr></thead>
      <tbody>${pipeline.steps.map((one) => html`<tr><td>${one.step}${one.kind === 'GATE' && html` <span class="muted small">gate</span>`}</td><td>${one.inputs.join(', ')}</td><td>${one.outputs.join(', ')}</td><td class="num">${one.attempts}</td><td>${one.description}</td></tr>`)}</tbody></table></div></section>`;
}
