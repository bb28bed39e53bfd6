// Models: who serves, who challenged, and why it was or was not promoted.
import { html, useMemo } from './base.js';
import { useLoad, usePages, useRefresh } from './api.js';
import { bytes, count, metric } from './format.js';
import { Ago, Empty, Loading, ProblemBox, State } from './parts.js';
import { Chart } from './chart.js';
import { go, link } from './route.js';

export function Models() {
  const { data, problem, loading, reload } = useLoad('/models?limit=500');
  useRefresh(['model'], () => true, reload);
  return html`<header class="section"><h1>Models</h1></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the models" />`}
    ${data?.items.length === 0 && html`<${Empty} title="No models yet">A pipeline with a gate, <code>p.gate("better").on(metrics, "mae").promotes(model)</code>, makes its first model with its first successful run.<//>`}
    ${data?.items.length > 0 && html`<div class="scroll"><table class="rows">
      <thead><tr><th>Model</th><th>Pipeline</th><th>Champion</th><th class="num">Score</th><th>In service since</th><th>History</th></tr></thead>
      <tbody>${data.items.map((model) => html`<tr key=${model.name}>
        <td><a class="name" href=${link(['models', model.name])}>${model.name}</a></td><td><a href=${link(['pipelines', model.pipeline])}>${model.pipeline}</a></td>
        <td>${model.champion ? `version ${model.champion.version}, ${model.champion.partition ?? ''}` : html`<span class="muted">none yet</span>`}</td>
        <td class="num">${model.champion ? html`<span class="muted">${model.metric}</span> ${metric(model.champion.challenger)}` : '–'}</td>
        <td><${Ago} at=${model.champion?.decidedAt} /></td><td class="muted">${model.promoted} promoted, ${model.rejected} rejected</td></tr>`)}</tbody></table></div>`}`;
}

export function Model({ name }) {
  const path = `/models/${encodeURIComponent(name)}`;
  const { data: model, problem, reload } = useLoad(path);
  const versions = usePages(path + '/versions', 200);
  useRefresh(['model'], (event) => event.model === name, () => { reload(); versions.reload(); });
  if (!model) return problem ? html`<h1>${name}</h1><${ProblemBox} problem=${problem} retry=${reload} />` : html`<${Loading} what="the model" />`;
  const champion = model.champion;
  return html`<header class="page">
      <div><nav class="crumbs" aria-label="Where"><a href=${link(['models'])}>Models</a></nav><h1>${name}</h1>
        <p class="muted">made by <a href=${link(['pipelines', model.pipeline])}>${model.pipeline}</a>, judged on <code>${model.metric}</code>, ${model.lowerIsBetter ? 'lower' : 'higher'} is better</p></div>
      <dl class="facts">
        <div><dt>Champion</dt><dd>${champion ? html`version ${champion.version} of <a href=${link(['runs', champion.run])}>${champion.partition ?? 'run'}</a>` : 'none yet'}</dd></div>
        <div><dt>${model.metric}</dt><dd class="num">${metric(champion?.challenger)}</dd></div>
        <div><dt>In service</dt><dd><${Ago} at=${champion?.decidedAt} /></dd></div>
        <div><dt>History</dt><dd>${count(model.promoted, 'promotion')}, ${count(model.rejected, 'rejection')}</dd></div>
      </dl></header>
    <${ProblemBox} problem=${versions.problem} retry=${versions.reload} />
    ${versions.items?.length === 0 && html`<${Empty} title="No version yet">The first successful run of <a href=${link(['pipelines', model.pipeline])}>${model.pipeline}</a> makes one.<//>`}
    ${versions.items?.length > 1 && html`<${Scores} model=${model} versions=${versions.items} />`}
    ${versions.items?.length > 0 && html`<${VersionTable} model=${model} versions=${versions} />`}`;
}

/** The three scores of every challenge, over the versions. */
function Scores({ model, versions }) {
  const oldestFirst = useMemo(() => versions.slice().reverse(), [versions]);
  const series = useMemo(() => [
    ['challenger', 'challenger'], ['champion of that time', 'champion'], ['baseline', 'baseline'],
  ].map(([label, field]) => {
    const values = oldestFirst.map((one) => one[field] ?? null);
    const there = values.filter((value) => value !== null);
    return { label, values, strong: field === 'challenger', mean: there.length ? there.reduce((a, b) => a + b, 0) / there.length : null };
  }), [oldestFirst]);
  return html`<section class="panel"><${Chart} title=${model.metric} unit="of every challenger" labels=${oldestFirst.map((one) => one.partition ?? `v${one.version}`)}
    series=${series} onPick=${(index) => go(link(['runs', oldestFirst[index].run]))} height=${240} /></section>`;
}

function VersionTable({ model, versions }) {
  return html`<section class="scroll"><table class="rows">
    <thead><tr><th class="num">Version</th><th>Outcome</th><th>Trained for</th><th class="num">Challenger</th><th class="num">Champion</th><th class="num">Baseline</th><th>When</th><th>Why</th></tr></thead>
    <tbody>${versions.items.map((one) => html`<tr key=${one.version} data-version=${one.version}>
      <td class="num">${one.version}</td><td><${State} state=${one.state} word=${WORDS[one.state]} /></td>
      <td><a href=${link(['runs', one.run])}>${one.partition ?? 'run'}</a></td>
      <td class="num"><b class=${better(one, model) ? 'ok-text' : ''}>${metric(one.challenger)}</b></td><td class="num">${metric(one.champion)}</td><td class="num">${metric(one.baseline)}</td>
      <td><${Ago} at=${one.decidedAt ?? one.createdAt} /></td><td class="why" title=${`${one.why} (${bytes(one.sizeBytes)})`}>${one.why}</td></tr>`)}</tbody></table>
    ${versions.more && html`<p class="more"><button type="button" class="quiet" disabled=${versions.busy} onClick=${versions.more}>Show more</button></p>`}</section>`;
}

const WORDS = { CHAMPION: 'champion', RETIRED: 'was champion', REJECTED: 'rejected', CANDIDATE: 'candidate' };

const better = (version) => version.state === 'CHAMPION' || version.state === 'RETIRED';
