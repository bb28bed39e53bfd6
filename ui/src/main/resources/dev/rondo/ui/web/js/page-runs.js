// All runs, with filters that live in the address.
import { html } from './base.js';
import { useLoad } from './api.js';
import { Empty } from './parts.js';
import { link, refine } from './route.js';
import { RunTable, useRuns } from './runs.js';

const STATES = [['', 'Any state'], ['RUNNING,CANCELLING,STOPPING', 'Running'], ['QUEUED', 'Queued'], ['FAILED', 'Failed'], ['SUCCEEDED', 'Succeeded'], ['CANCELLED', 'Cancelled']];
const CAUSES = [['', 'Any cause'], ['DATA', 'New data'], ['SCHEDULE', 'Schedule'], ['PERSON', 'Person'], ['BACKFILL', 'Backfill']];

export function Runs({ query }) {
  return html`<header class="section"><h1>Runs</h1></header><${FilteredRuns} query=${query} />`;
}

/** Filters and table; inside a pipeline's page without the choice of a pipeline. */
export function FilteredRuns({ query, pipeline }) {
  const { data } = useLoad(pipeline ? null : '/pipelines?limit=500');
  const filters = {
    pipeline: pipeline ?? query.pipeline, state: query.state, partition: query.partition, cause: query.cause, backfill: query.backfill,
  };
  const runs = useRuns(filters);
  const filtered = ['state', 'partition', 'cause', 'backfill', ...(pipeline ? [] : ['pipeline'])].some((name) => query[name]);
  const set = (name) => (event) => refine({ [name]: event.target.value.trim() });
  const clear = () => refine({ pipeline: '', state: '', partition: '', cause: '', backfill: '' });
  return html`<form class="filters" role="search" aria-label="Filter runs" onSubmit=${(event) => event.preventDefault()}>
      <div class="segments" role="group" aria-label="State">${STATES.map(([value, word]) => html`<button type="button"
        aria-pressed=${(query.state ?? '') === value} onClick=${() => refine({ state: value })}>${word}</button>`)}</div>
      ${!pipeline && html`<select aria-label="Pipeline" value=${query.pipeline ?? ''} onChange=${set('pipeline')}>
        <option value="">Any pipeline</option>${withCurrent(data?.items.map((one) => one.name), query.pipeline).map((name) => html`<option value=${name}>${name}</option>`)}</select>`}
      <select aria-label="Cause" value=${query.cause ?? ''} onChange=${set('cause')}>${CAUSES.map(([value, word]) => html`<option value=${value}>${word}</option>`)}</select>
      <input aria-label="Partition" placeholder="Partition" size="12" value=${query.partition ?? ''} onChange=${set('partition')} />
      ${query.backfill && html`<span class="chip">backfill ${query.backfill}</span>`}
      ${filtered && html`<button type="button" class="quiet" onClick=${clear}>Clear filters</button>`}
    </form>
    <${RunTable} runs=${runs} pipeline=${pipeline} empty=${filtered
      ? html`<${Empty} title="No run matches these filters"><button type="button" onClick=${clear}>Clear filters</button><//>`
      : html`<${Empty} title="Nothing has run yet">Start a run from the <a href=${link(pipeline ? ['pipelines', pipeline] : [])}>${pipeline ?? 'overview'}</a>, or let a trigger do it.<//>`} />`;
}

function withCurrent(names = [], current) {
  return current && !names.includes(current) ? [current, ...names] : names;
}
