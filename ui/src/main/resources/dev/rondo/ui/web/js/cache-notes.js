// What people and probes have said about the cached results of a pipeline.
import { html } from './base.js';
import { useLoad } from './api.js';
import { Ago, Empty, Loading, ProblemBox } from './parts.js';
import { link } from './route.js';

export function CacheNotes({ pipeline }) {
  const path = `/pipelines/${encodeURIComponent(pipeline)}`;
  const adoptions = useLoad(`${path}/adoptions`);
  const doubts = useLoad(`${path}/nondeterminism`);
  return html`
    <section class="panel"><header class="section"><h2>Steps that gave something else again</h2>
        <span class="muted small">found by a probe, which runs a cached step once more</span></header>
      <${ProblemBox} problem=${doubts.problem} retry=${doubts.reload} />
      ${doubts.loading && html`<${Loading} what="what probes have found" />`}
      ${doubts.data?.items.length === 0 && html`<${Empty} title="None found">With <code>rondo serve --probe-every PT10M</code> the server tries cached steps out when it has nothing else to do.<//>`}
      ${doubts.data?.items.length > 0 && html`<div class="scroll"><table class="rows"><thead><tr><th>Step</th><th>What differs</th><th>Found</th><th>Accepted</th></tr></thead>
        <tbody>${doubts.data.items.map((one) => html`<tr key=${one.step + one.at} data-doubt=${one.step}><td><a href=${link(['runs', one.run], { step: one.step })}>${one.step}</a></td>
          <td>${one.why}</td><td><${Ago} at=${one.at} /></td>
          <td>${one.accepted ? html`by ${one.accepted.by}: ${one.accepted.reason}` : html`<code>rondo accept-nondeterminism ${pipeline} ${one.step} --reason …</code>`}</td></tr>`)}</tbody></table></div>`}
    </section>
    <section class="panel"><header class="section"><h2>Adopted results</h2>
        <span class="muted small">of older code that somebody has declared to be equivalent</span></header>
      <${ProblemBox} problem=${adoptions.problem} retry=${adoptions.reload} />
      ${adoptions.loading && html`<${Loading} what="the adoptions" />`}
      ${adoptions.data?.items.length === 0 && html`<${Empty} title="None">After an edit that changes no result, <code>rondo adopt ${pipeline} STEP --reason …</code> spares the step from running again.<//>`}
      ${adoptions.data?.items.length > 0 && html`<div class="scroll"><table class="rows"><thead><tr><th>Step</th><th>Results since run</th><th>What differs</th><th>Who and why</th><th>When</th></tr></thead>
        <tbody>${adoptions.data.items.map((one) => html`<tr key=${one.step + one.at} data-adoption=${one.step}><td>${one.step}</td><td><a href=${link(['runs', one.run])}>${one.run}</a></td>
          <td>${one.difference}</td><td>${one.by}: ${one.reason}</td><td><${Ago} at=${one.at} /></td></tr>`)}</tbody></table></div>`}
    </section>`;
}
