// Everything at a glance: pipelines, and the newest runs as they happen.
import { html, useState } from './base.js';
import { useLoad, useRefresh } from './api.js';
import { metric } from './format.js';
import { Ago, Empty, Guard, Loading, ProblemBox, RunLink, State, Strip } from './parts.js';
import { StartRun } from './dialogs.js';
import { link } from './route.js';
import { RunTable, useRuns } from './runs.js';

export function Overview() {
  return html`<h1 class="hidden">Overview</h1>
    <${Guard}><${PipelineTable} /><//>
    <${Guard}><${RecentRuns} /><//>`;
}

function PipelineTable() {
  const { data, problem, loading, reload } = useLoad('/pipelines?limit=500');
  const [starting, setStarting] = useState(null);
  useRefresh(['run', 'model', 'decision'], () => true, reload, 500);
  return html`<section aria-labelledby="pipelines">
    <header class="section"><h2 id="pipelines">Pipelines</h2></header>
    <${ProblemBox} problem=${problem} retry=${reload} />
    ${loading && html`<${Loading} what="the pipelines" />`}
    ${data?.items.length === 0 && html`<${Empty} title="No pipelines yet">
      <p>Rondo finds pipelines in the jars or class directories it is started with:</p>
      <pre class="command">rondo serve --pipelines my-project/target/classes</pre>
      <p>New here? <code>rondo init my-project</code> writes a project with a first pipeline and its test.</p><//>`}
    ${data?.items.length > 0 && html`<div class="scroll"><table class="rows">
      <thead><tr><th>Pipeline</th><th>Last run</th><th class="strip-column">Newest runs</th><th>Next due</th><th>Champion</th><th><span class="hidden">Actions</span></th></tr></thead>
      <tbody>${data.items.map((pipeline) => html`<tr key=${pipeline.name} data-pipeline=${pipeline.name}>
        <td><a class="name" href=${link(['pipelines', pipeline.name])}>${pipeline.name}</a>
          <div class="muted small clip" title=${pipeline.description}>${pipeline.description}</div></td>
        <td><${State} state=${pipeline.state} />
          ${pipeline.lastRun && html`<div class="small"><${RunLink} run=${pipeline.lastRun} /> <span class="muted"><${Ago} at=${pipeline.lastRun.finishedAt ?? pipeline.lastRun.startedAt} /></span></div>`}</td>
        <td class="strip-column"><${Strip} runs=${pipeline.recent} /></td>
        <td>${pipeline.nextDue ? html`<${Ago} at=${pipeline.nextDue} />` : html`<span class="muted">${pipeline.triggers ? 'on new data' : 'by hand'}</span>`}</td>
        <td>${pipeline.models.length === 0 ? html`<span class="muted">–</span>` : pipeline.models.map((model) => html`<div>
          <a href=${link(['models', model.name])}>${model.version ? `version ${model.version}` : 'none yet'}</a>
          ${model.value !== null && model.value !== undefined && html` <span class="muted small">${model.metric} <span class="num">${metric(model.value)}</span></span>`}</div>`)}</td>
        <td class="actions"><button type="button" onClick=${() => setStarting(pipeline.name)} aria-label="Start a run of ${pipeline.name}">Start run</button></td>
      </tr>`)}</tbody></table></div>`}
    ${starting && html`<${StartRun} pipeline=${starting} onClose=${() => setStarting(null)} />`}
  </section>`;
}

function RecentRuns() {
  const runs = useRuns({}, 25);
  return html`<section aria-labelledby="recent">
    <header class="section"><h2 id="recent">Recent runs</h2><a href=${link(['runs'])}>All runs and filters</a></header>
    <${RunTable} runs=${runs} empty=${html`<${Empty} title="Nothing has run yet">Start a run above, or let a trigger do it when data arrives.<//>`} />
  </section>`;
}
