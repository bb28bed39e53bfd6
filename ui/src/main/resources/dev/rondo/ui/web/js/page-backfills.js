// Backfills: requests to run a pipeline over past partitions.
import { html, useState } from './base.js';
import { post, query, useLoad, usePages, useRefresh } from './api.js';
import { count } from './format.js';
import { Ago, Empty, Loading, ProblemBox, State } from './parts.js';
import { link } from './route.js';

export function Backfills() {
  const { items, problem, loading, more, busy, reload } = usePages('/backfills', 100);
  useRefresh(['backfill', 'run'], (event, kind) => kind === 'backfill' || Boolean(event.run.backfill), reload);
  return html`<header class="section"><h1>Backfills</h1></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the backfills" />`}
    ${items?.length === 0 && html`<${Empty} title="No backfills yet">To run a pipeline over past partitions, open it from the <a href=${link([])}>overview</a> and press Backfill; a preview shows first what would run.<//>`}
    ${items?.length > 0 && html`<div class="scroll"><table class="rows">
      <thead><tr><th>State</th><th>Pipeline</th><th>Range</th><th>Which</th><th>Partitions</th><th>Asked for</th></tr></thead>
      <tbody>${items.map((one) => html`<tr key=${one.id}><td><${State} state=${one.state} /></td><td><a href=${link(['pipelines', one.pipeline])}>${one.pipeline}</a></td>
        <td><a href=${link(['backfills', one.id])}>${one.from} to ${one.to}</a></td><td>${one.mode}</td><td>${summary(one.partitions)}</td><td><${Ago} at=${one.createdAt} /></td></tr>`)}</tbody></table></div>
      ${more && html`<p class="more"><button type="button" class="quiet" disabled=${busy} onClick=${more}>Show more</button></p>`}`}`;
}

export function Backfill({ id }) {
  const { data, problem, reload } = useLoad(`/backfills/${encodeURIComponent(id)}`);
  const failed = useLoad('/runs' + query({ backfill: id, state: 'FAILED', limit: 500 }));
  useRefresh(['backfill', 'run'], (event) => (event.backfill?.id ?? event.run?.backfill) === id, () => { reload(); failed.reload(); });
  const errors = Object.fromEntries((failed.data?.items ?? []).map((run) => [run.id, run.error]));
  if (!data) return problem ? html`<h1>Backfill</h1><${ProblemBox} problem=${problem} retry=${reload} />` : html`<${Loading} what="the backfill" />`;
  return html`<header class="page"><div><nav class="crumbs" aria-label="Where"><a href=${link(['backfills'])}>Backfills</a></nav>
      <h1>${data.pipeline}, ${data.from} to ${data.to} <${State} state=${data.state} /></h1>
      <p class="muted">${summary(data.partitions)}; mode ${data.mode}. Asked for <${Ago} at=${data.createdAt} />. <a href=${link(['runs'], { backfill: id })}>Its runs</a></p></div>
      <${Cancel} backfill=${data} onCancelled=${reload} /></header>
    <div class="scroll"><table class="rows"><thead><tr><th>Partition</th><th>State</th><th>Why</th></tr></thead>
      <tbody>${data.items.map((one) => html`<tr key=${one.partition}><td>${one.run ? html`<a href=${link(['runs', one.run])}>${one.partition}</a>` : one.partition}</td>
        <td><${State} state=${one.state} /></td><td class="why"><${Why} item=${one} error=${errors[one.run]} /></td></tr>`)}</tbody></table></div>`;
}

/** Why a partition failed or was refused, or else why it belongs to the backfill. */
function Why({ item, error }) {
  if (error) return html`<span class="bad-text" title=${error.message}>${error.step}: ${error.message}</span>`;
  return html`<span class=${item.state === 'FAILED' && !item.run ? 'bad-text' : 'muted'}>${item.why}</span>`;
}

function Cancel({ backfill, onCancelled }) {
  const [problem, setProblem] = useState(null);
  const [asked, setAsked] = useState(false);
  if (!['RUNNING', 'PAUSED', 'CANCELLING'].includes(backfill.state)) return null;
  const cancel = async () => {
    setAsked(true);
    try {
      await post(`/backfills/${encodeURIComponent(backfill.id)}/cancel`);
      setProblem(null);
      onCancelled();
    } catch (failure) {
      setProblem(failure);
      setAsked(false);
    }
  };
  const ending = asked || backfill.state === 'CANCELLING';
  return html`<div class="buttons"><button type="button" class="danger" disabled=${ending} onClick=${cancel}>${ending ? 'Cancelling …' : 'Cancel backfill'}</button></div>
    <${ProblemBox} problem=${problem} />`;
}

function summary(partitions) {
  const parts = ['succeeded', 'failed', 'running', 'waiting', 'skipped', 'cancelled'].filter((name) => partitions[name] > 0);
  return `${count(partitions.total, 'partition')}` + (parts.length ? ': ' + parts.map((name) => `${partitions[name]} ${name}`).join(', ') : '');
}
