// Tables of runs that stay current: live events change rows in place and put new runs on top.
import { html, memo, useMemo } from './base.js';
import { query, usePages } from './api.js';
import { useLive } from './live.js';
import { Ago, Loading, ProblemBox, Progress, RunLink, State, Took } from './parts.js';
import { link } from './route.js';
import { shortId } from './format.js';

/** Runs that match the filters, newest first. */
export function useRuns(filters, limit = 100) {
  const pages = usePages('/runs' + query(filters), limit);
  useLive(['run'], (_, { run }) => {
    pages.change((items, later) => {
      const at = items.findIndex((one) => one.id === run.id);
      if (at >= 0) {
        const next = items.slice();
        if (matches(run, filters)) next[at] = run;
        else next.splice(at, 1);
        return next;
      }
      const isNew = items.length === 0 || run.createdAt >= items[0].createdAt;
      return !later && isNew && matches(run, filters) ? [run, ...items] : items;
    });
  });
  return pages;
}

function matches(run, { pipeline, state, partition, cause, backfill }) {
  return (!pipeline || run.pipeline === pipeline)
    && (!state || state.split(',').includes(run.state))
    && (!partition || run.partition === partition)
    && (!cause || run.cause.kind === cause)
    && (!backfill || run.backfill === backfill);
}

const Row = memo(({ run, pipeline }) => html`<tr data-run=${run.id} data-state=${run.state}>
  <td><${State} state=${run.state} /></td>
  ${!pipeline && html`<td><a href=${link(['pipelines', run.pipeline])}>${run.pipeline}</a></td>`}
  <td><${RunLink} run=${run}>${run.partition ?? shortId(run.id)}<//></td>
  <td><${Progress} steps=${run.steps} /></td>
  <td class="num"><${Took} from=${run.startedAt} to=${run.finishedAt} iso=${run.duration} /></td>
  <td><${Ago} at=${run.startedAt ?? run.createdAt} /></td>
  <td class="why">${run.error
    ? html`<span class="bad-text" title=${run.error.message}>${run.error.step}: ${run.error.message}</span>`
    : html`<span class="muted" title=${run.cause.detail}>${run.cause.detail}</span>`}</td>
</tr>`);

export function RunTable({ runs, empty, pipeline }) {
  const { items, problem, loading, more, busy, reload } = runs;
  const rows = useMemo(() => items?.map((run) => html`<${Row} key=${run.id} run=${run} pipeline=${pipeline} />`), [items, pipeline]);
  return html`
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the runs" />`}
    ${items?.length === 0 && empty}
    ${items?.length > 0 && html`<div class="scroll"><table class="rows runs">
      <thead><tr><th>State</th>${!pipeline && html`<th>Pipeline</th>`}<th>Run of</th><th>Steps</th><th class="num">Took</th><th>Started</th><th>Why</th></tr></thead>
      <tbody>${rows}</tbody></table></div>
      <p class="more muted small">${items.length} shown${more && html`, <button type="button" class="quiet" disabled=${busy} onClick=${more}>${busy ? 'Loading …' : 'Show more'}</button>`}</p>`}`;
}

