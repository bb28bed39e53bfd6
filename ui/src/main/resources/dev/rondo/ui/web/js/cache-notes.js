// What people and probes have said about the cached results of a pipeline.
import { html, useState } from './base.js';
import { post, useLoad } from './api.js';
import { Ago, Dialog, Empty, Loading, ProblemBox } from './parts.js';
import { link } from './route.js';

export function CacheNotes({ pipeline }) {
  const path = `/pipelines/${encodeURIComponent(pipeline)}`;
  const adoptions = useLoad(`${path}/adoptions`);
  const doubts = useLoad(`${path}/nondeterminism`);
  const [step, setStep] = useState(null);
  const accepted = () => {
    setStep(null);
    doubts.reload();
  };
  return html`
    ${step && html`<${AcceptNondeterminism} pipeline=${pipeline} step=${step} onClose=${() => setStep(null)} onAccepted=${accepted} />`}
    <section class="panel"><header class="section"><h2>Steps that gave something else again</h2>
        <span class="muted small">found by a probe, which runs a cached step once more</span></header>
      <${ProblemBox} problem=${doubts.problem} retry=${doubts.reload} />
      ${doubts.loading && html`<${Loading} what="what probes have found" />`}
      ${doubts.data?.items.length === 0 && html`<${Empty} title="None found">With <code>rondo serve --probe-every PT10M</code> the server tries cached steps out when it has nothing else to do.<//>`}
      ${doubts.data?.items.length > 0 && html`<div class="scroll"><table class="rows"><thead><tr><th>Step</th><th>What differs</th><th>Found</th><th>Accepted</th></tr></thead>
        <tbody>${doubts.data.items.map((one) => html`<tr key=${one.step + one.at} data-doubt=${one.step}><td><a href=${link(['runs', one.run], { step: one.step })}>${one.step}</a></td>
          <td>${one.why}</td><td><${Ago} at=${one.at} /></td>
          <td>${one.accepted ? html`by ${one.accepted.by}: ${one.accepted.reason}` : html`<button type="button" onClick=${() => setStep(one.step)}>Accept …</button>`}</td></tr>`)}</tbody></table></div>`}
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

/** Asks who says it and why, and to confirm. */
function AcceptNondeterminism({ pipeline, step, onClose, onAccepted }) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setBusy(true);
    try {
      const path = `/pipelines/${encodeURIComponent(pipeline)}/steps/${encodeURIComponent(step)}/accept-nondeterminism`;
      await post(path, { by: form.get('by').trim(), reason: form.get('reason').trim() });
      onAccepted();
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${`Accept other results of ${step}`} onClose=${onClose}><form onSubmit=${submit}>
    <p>Other results of <b>${step}</b> for the same inputs count as just as good from then on: other pipelines may use its shared
      results again. It is recorded with your name and cannot be taken back here. The command line says the same with
      <code>rondo accept-nondeterminism ${pipeline} ${step} --reason …</code></p>
    <label class="field"><span>Your name</span><input name="by" required pattern=".*\\S.*" title="Not only blanks" autocomplete="name" autofocus /></label>
    <label class="field"><span>Reason</span><input name="reason" required pattern=".*\\S.*" title="Not only blanks" placeholder="sums in another order, same score" /></label>
    <label><input name="sure" type="checkbox" required /> I have looked at what differs</label>
    <${ProblemBox} problem=${problem} />
    <footer><button type="button" onClick=${onClose}>Cancel</button><button class="primary first" disabled=${busy}>Accept</button></footer>
  </form><//>`;
}
