// One run: its graph coloured by state, its steps, what failed and where, and the logs.
import { html, useMemo, useState } from './base.js';
import { post, useLoad, useRefresh } from './api.js';
import { useLive } from './live.js';
import { bytes, duration, instant, metric, millis } from './format.js';
import { Ago, Cache, Guard, Icon, Loading, place, ProblemBox, State, Took } from './parts.js';
import { StartRun } from './dialogs.js';
import { Graph } from './graph.js';
import { Log } from './log.js';
import { go, link, refine } from './route.js';

export function Run({ id, query }) {
  const path = `/runs/${encodeURIComponent(id)}`;
  const run = useLoad(path);
  const steps = useLoad(path + '/steps');
  useLive(['run'], (_, event) => event.run.id === id && run.change((old) => ({ ...old, ...event.run })));
  useLive(['step'], (_, event) => event.run === id && steps.change((old) => ({
    ...old, items: old.items.map((step) => (step.step === event.step.step ? { ...step, ...event.step } : step)),
  })));
  // What the events do not carry (why, models) is fetched once the run has moved.
  useRefresh(['run'], (event) => event.run.id === id, () => { run.reload(); steps.reload(); });
  const byName = useMemo(() => Object.fromEntries((steps.data?.items ?? []).map((step) => [step.step, step])), [steps.data]);
  const selected = query.step && byName[query.step] ? query.step : null;
  const select = (step) => refine({ step: step === selected ? '' : step, attempt: '' });
  if (!run.data) return run.problem ? html`<h1>Run</h1><${ProblemBox} problem=${run.problem} retry=${run.reload} />` : html`<${Loading} what="the run" />`;
  return html`
    <${Header} run=${run.data} />
    <${Failures} run=${run.data} steps=${steps.data?.items} onSelect=${(step) => refine({ step, attempt: '' })} />
    <${Guard}><section aria-label="Graph of the run" class="panel"><${Graph} pipeline=${run.data.pipeline} steps=${byName} selected=${selected} onSelect=${select} /></section><//>
    <${ProblemBox} problem=${steps.problem} retry=${steps.reload} />
    <div class=${selected ? 'split' : ''}>
      ${steps.data && html`<${StepTable} steps=${steps.data.items} selected=${selected} onSelect=${select} />`}
      ${selected && html`<${Guard} key=${selected}><${StepDetail} run=${id} step=${byName[selected]} steps=${steps.data.items} attempt=${query.attempt} /><//>`}
    </div>
    <${Facts} run=${run.data} />`;
}

function Header({ run }) {
  const [problem, setProblem] = useState(null);
  const [asked, setAsked] = useState(false);
  const [again, setAgain] = useState(false);
  const ending = run.state === 'CANCELLING' || run.state === 'STOPPING';
  const active = ending || run.state === 'RUNNING' || run.state === 'QUEUED';
  const cancel = async () => {
    setAsked(true);
    try {
      await post(`/runs/${encodeURIComponent(run.id)}/cancel`);
      setProblem(null);
    } catch (failure) {
      setProblem(failure);
      setAsked(false);
    }
  };
  const retry = async () => {
    setAsked(true);
    try {
      const started = await post(`/runs/${encodeURIComponent(run.id)}/retry`, { from: 'failed' });
      go(link(['runs', started.id]));
    } catch (failure) {
      setProblem(failure);
    }
    setAsked(false);
  };
  return html`<header class="page">
      <div><nav class="crumbs" aria-label="Where"><a href=${link(['pipelines', run.pipeline])}>${run.pipeline}</a></nav>
        <h1>${run.partition ?? `Run ${run.id}`} <${State} state=${run.state} /></h1></div>
      <dl class="facts">
        <div><dt>Took</dt><dd class="num"><${Took} from=${run.startedAt} to=${run.finishedAt} iso=${run.duration} /></dd></div>
        <div><dt>Started</dt><dd><${Ago} at=${run.startedAt ?? run.createdAt} /></dd></div>
        <div><dt>Cause</dt><dd><${Cause} cause=${run.cause} /></dd></div>
        <div><dt>Steps</dt><dd>${run.steps.succeeded} of ${run.steps.total} succeeded${run.steps.cached > 0 && `, ${run.steps.cached} from the cache`}</dd></div>
      </dl>
      <div class="buttons">
        ${active && html`<button type="button" class="danger" disabled=${asked || ending} onClick=${cancel}>${run.state === 'STOPPING' ? 'Stopping …' : asked || ending ? 'Cancelling …' : 'Cancel run'}</button>`}
        ${['FAILED', 'CANCELLED'].includes(run.state) && html`<button type="button" disabled=${asked} title="A new run with the same code, settings and data; what succeeded is taken over" onClick=${retry}>Retry what failed</button>`}
        ${!active && html`<button type="button" onClick=${() => setAgain(true)}>Run again …</button>`}
      </div>
    </header>
    <${ProblemBox} problem=${problem} />
    ${run.repeats && html`<p class="why-line">Repeats <a href=${link(['runs', run.repeats.run])}>run ${run.repeats.run}</a> from ${run.repeats.step ? `step ${run.repeats.step}` : 'its failures'}, with the ${run.repeats.code === 'pinned' ? 'code and data that it had' : 'newest code and data'}.</p>`}
    ${run.why && run.state !== 'FAILED' && html`<p class="why-line">${run.why}</p>`}
    ${run.models?.map((model) => html`<p class="why-line"><${State} state=${model.state} /> <a href=${link(['models', model.name])}>${model.name} version ${model.version}</a>: ${model.why}</p>`)}
    ${again && html`<${StartRun} pipeline=${run.pipeline} like=${run} onClose=${() => setAgain(false)} />`}`;
}

const CAUSES = { SCHEDULE: 'schedule', DATA: 'new data', PERSON: 'person', BACKFILL: 'backfill', PIPELINE: 'pipeline' };

/** Who or what asked, where the words do not say so themselves; of a run that another one has started, a link to that one. */
function Cause({ cause }) {
  const parent = cause.kind === 'PIPELINE' && /run (\d+)$/.exec(cause.detail)?.[1];
  const word = CAUSES[cause.kind] ?? cause.kind;
  return html`${!cause.detail.includes(word) && `${word}: `}${parent ? html`<a href=${link(['runs', parent])}>${cause.detail}</a>` : cause.detail}`;
}

/** Errors come first: step, message, and where. */
function Failures({ run, steps, onSelect }) {
  const failed = steps?.filter((step) => step.state === 'FAILED') ?? [];
  if (failed.length === 0 && run.error) {
    return html`<div class="problem" role="alert"><${Icon} state="FAILED" /><div><strong>${run.error.step}</strong><p>${run.error.message}</p></div></div>`;
  }
  return failed.map((step) => {
    const error = step.error ?? { message: step.why };
    return html`<div class="problem" role="alert" key=${step.step}><${Icon} state="FAILED" />
      <div><strong>Step ${step.step} failed${step.attempts > 1 && ` after ${step.attempts} attempts`}</strong>
        <p class="message">${error.message}</p>
        ${place(error) && html`<p>at <code class="place">${place(error)}</code></p>`}
        ${error.type && html`<p class="muted small"><code>${error.type}</code></p>`}</div>
      <button type="button" onClick=${() => onSelect(step.step)}>Log and attempts</button></div>`;
  });
}

function StepTable({ steps, selected, onSelect }) {
  return html`<section aria-label="Steps" class="scroll"><table class="rows steps">
    <thead><tr><th>Step</th><th>State</th><th class="num">Attempts</th><th>Cache</th><th class="num">Took</th><th>Metrics</th>${!selected && html`<th>Why</th>`}</tr></thead>
    <tbody>${steps.map((step) => html`<tr key=${step.step} data-row=${step.step} class=${step.step === selected ? 'selected' : ''} onClick=${() => onSelect(step.step)}>
      <td><button type="button" class="name link" aria-expanded=${step.step === selected} onClick=${(event) => { event.stopPropagation(); onSelect(step.step); }}>${step.step}</button>
        ${step.kind !== 'STEP' && html` <span class="muted small">${step.kind.toLowerCase().replaceAll('_', ' ')}</span>`}</td>
      <td><${State} state=${step.state} title=${step.why} /></td>
      <td class="num">${step.attempts === 0 ? html`<span class="muted">–</span>` : step.maxAttempts > 1 ? `${step.attempts} of ${step.maxAttempts}` : step.attempts}</td>
      <td><${Cache} cache=${step.cache} why=${step.cacheWhy} /></td>
      <td class="num">${step.startedAt ? html`<${Took} from=${step.startedAt} to=${step.finishedAt} iso=${step.duration} />` : html`<span class="muted">–</span>`}</td>
      <td><${Values} values=${step.metrics} /></td>
      ${!selected && html`<td class="why muted" title=${reason(step)}>${reason(step)}</td>`}
    </tr>`)}</tbody></table></section>`;
}

/** The more telling of the two explanations. */
const reason = (step) => (step.state === 'SUCCEEDED' && step.cacheWhy ? step.cacheWhy : step.why);

function Values({ values }) {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return html`<span class="muted">–</span>`;
  return html`<span class="values">${entries.slice(0, 4).map(([name, value]) => html`<span><span class="muted">${name}</span> <b class="num">${typeof value === 'number' ? metric(value) : String(value)}</b></span>`)}
    ${entries.length > 4 && html`<span class="muted">and ${entries.length - 4} more</span>`}</span>`;
}

function StepDetail({ run, step, steps, attempt }) {
  const shown = attempt ? Number(attempt) : step.tries.at(-1)?.attempt;
  const chosen = step.tries.find((one) => one.attempt === shown);
  return html`<section class="panel detail" aria-label="Step ${step.step}">
    <header><h2>${step.step} <${State} state=${step.state} /></h2>
      <button type="button" class="quiet" aria-label="Close the step" onClick=${() => refine({ step: '', attempt: '' })}>✕</button></header>
    <dl class="pairs">
      <dt>Why</dt><dd>${step.why}</dd>
      ${step.cache !== 'NONE' && html`<dt>Cache</dt><dd><${Cache} cache=${step.cache} /> ${step.cacheWhy}</dd>`}
      ${step.nondeterminism && html`<dt>Not deterministic</dt><dd>${step.nondeterminism}</dd>`}
      ${step.items && html`<dt>Items</dt><dd><${ItemCounts} items=${step.items} /></dd>`}
      ${step.childRun && html`<dt>Run</dt><dd><a href=${link(['runs', step.childRun])}>run ${step.childRun}</a></dd>`}
      ${step.retryAt && html`<dt>Next attempt</dt><dd><${Ago} at=${step.retryAt} /></dd>`}
      ${Object.keys(step.metrics ?? {}).length > 0 && html`<dt>Metrics</dt><dd><${Values} values=${step.metrics} /></dd>`}
      ${Object.keys(step.parameters ?? {}).length > 0 && html`<dt>Parameters</dt><dd><${Values} values=${step.parameters} /></dd>`}
      ${step.outputs?.length > 0 && html`<dt>Outputs</dt><dd>${step.outputs.map((output) => html`<div>${output.dataset} <code class="small muted" title=${output.digest}>${output.digest.replace('sha256:', '').slice(0, 12)}</code> <span class="small muted">${bytes(output.sizeBytes)}</span></div>`)}</dd>`}
    </dl>
    ${step.state === 'AWAITING_APPROVAL' && html`<${Approval} run=${run} step=${step} steps=${steps} />`}
    ${step.items && html`<${Items} key=${step.items.failed ?? 0} run=${run} step=${step} />`}
    ${step.tries.length > 1 && html`<div class="segments" role="group" aria-label="Attempt">${step.tries.map((one) => html`<button type="button" key=${one.attempt}
      aria-pressed=${one.attempt === shown} onClick=${() => refine({ attempt: one.attempt })}>
      <${Icon} state=${one.state} /> Attempt ${one.attempt} <span class="muted small">${duration(millis(one.duration))}</span></button>`)}</div>`}
    ${chosen?.error && html`<div class="attempt-error"><p class="bad-text">${chosen.error.message}</p>
      ${place(chosen.error) && html`<p>at <code class="place">${place(chosen.error)}</code></p>`}
      ${chosen.error.stack && html`<details><summary>Stack trace</summary><pre class="stack" tabindex="0">${chosen.error.stack}</pre></details>`}</div>`}
    ${shown ? html`<${Log} key=${shown} run=${run} step=${step.step} attempt=${shown} />`
      : !step.items && step.kind !== 'APPROVAL' && step.kind !== 'PIPELINE' && step.kind !== 'FIRST_OF' && html`<p class="muted">${step.cache === 'HIT' ? 'It did not run: its outputs came from the cache, so it has no log.' : 'It has not run, so it has no log.'}</p>`}
  </section>`;
}

const ITEM_WORDS = { running: 'running', backing_off: 'wait for another try', succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled', ready: 'ready' };

function ItemCounts({ items }) {
  const parts = Object.entries(ITEM_WORDS).filter(([key]) => items[key]).map(([key, word]) => `${items[key]} ${word}`);
  if (items.notBegun > 0) parts.push(`${items.notBegun} not begun`);
  return html`<span class="num">${items.total}</span>${parts.length > 0 && `: ${parts.join(', ')}`}`;
}

/** Failed items first, a page of them; thousands of others are only counted. */
function Items({ run, step }) {
  const failed = (step.items.failed ?? 0) > 0;
  const path = `/runs/${encodeURIComponent(run)}/steps/${encodeURIComponent(step.step)}/items?limit=20${failed ? '&state=FAILED' : ''}`;
  const items = useLoad(path);
  if (!items.data) return html`<${ProblemBox} problem=${items.problem} retry=${items.reload} />`;
  return html`<section class="scroll" aria-label="Items of ${step.step}"><table class="rows">
    <thead><tr><th class="num">Item</th><th>State</th><th class="num">Attempts</th><th>Cache</th><th>Log</th><th>Why</th></tr></thead>
    <tbody>${items.data.items.map((item) => html`<tr key=${item.item}><td class="num">${item.item}</td><td><${State} state=${item.state} /></td>
      <td class="num">${item.attempts}</td><td><${Cache} cache=${item.cache} /></td><td><${ItemLog} run=${run} step=${step.step} item=${item} /></td><td class="why muted" title=${item.why}>${item.why}</td></tr>`)}</tbody></table>
    ${items.data.next && html`<p class="muted small">The first ${items.data.items.length}${failed ? ' that failed' : ''} are shown.</p>`}</section>`;
}

/** The log of an item's last attempt, as the bare text. */
function ItemLog({ run, step, item }) {
  if (item.attempts === 0) return html`<span class="muted">–</span>`;
  const path = `runs/${encodeURIComponent(run)}/steps/${encodeURIComponent(step)}/items/${item.item}/attempts/${item.attempts}/log`;
  return html`<a href=${'api/v1/' + path} target="_blank" rel="noopener" aria-label=${`Log of item ${item.item}`}>open</a>`;
}

/** What is to be approved, with the numbers that speak for it or against it. */
function Approved({ run, dataset, writer }) {
  return html`<p>It is about <b>${dataset}</b>${writer && html`, made by step <a href=${link(['runs', run], { step: writer.step })}>${writer.step}</a>${
    Object.keys(writer.metrics ?? {}).length > 0 && html`, with <${Values} values=${writer.metrics} />`}`}</p>`;
}

/** What a person says goes on record under the name that is given; there is no sign-in yet. */
function Approval({ run, step, steps }) {
  const [by, setBy] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState(null);
  const [asked, setAsked] = useState(false);
  const answer = async (verb) => {
    setAsked(true);
    try {
      await post(`/runs/${encodeURIComponent(run)}/steps/${encodeURIComponent(step.step)}/${verb}`, { by, role: step.approval.role, reason });
      setProblem(null);
    } catch (failure) {
      setProblem(failure);
      setAsked(false);
    }
  };
  return html`<form class="approval" aria-label="Approval of ${step.step}" onSubmit=${(event) => event.preventDefault()}>
    <p>${step.approval.question || 'Is this to go on?'} <span class="muted small">as ${step.approval.role}${step.approval.until && html`, until ${instant(step.approval.until)}`}</span></p>
    ${(step.approval.of ?? []).map((dataset) => html`<${Approved} run=${run} dataset=${dataset} writer=${steps.find((one) => one.outputs?.some((output) => output.dataset === dataset))} />`)}
    <div class="fields"><label class="field"><span>Your name</span><input value=${by} onInput=${(event) => setBy(event.target.value)} required /></label>
      <label class="field"><span>Reason <span class="muted small">needed to reject</span></span><input value=${reason} onInput=${(event) => setReason(event.target.value)} /></label></div>
    <div class="buttons"><button type="button" disabled=${asked || !by} onClick=${() => answer('approve')}>Approve</button>
      <button type="button" class="danger" disabled=${asked || !by || !reason} onClick=${() => answer('reject')}>Reject</button></div>
    <${ProblemBox} problem=${problem} /></form>`;
}

function Facts({ run }) {
  const settings = Object.entries(run.settings ?? {});
  return html`<section class="facts-below">
    <dl class="pairs">
      ${settings.length > 0 && html`<dt>Settings</dt><dd class="values">${settings.map(([name, value]) => html`<span class=${run.changed?.includes(name) ? 'changed' : ''}
        title=${run.changed?.includes(name) ? 'differs from the default' : 'the default'}><span class="muted">${name}</span> <b class="num">${String(value)}</b></span>`)}</dd>`}
      ${run.noCache && html`<dt>Cache</dt><dd>takes nothing from it and adds nothing to it</dd>`}
      ${run.refresh?.length > 0 && html`<dt>Refresh</dt><dd>${run.refresh.join(', ')}</dd>`}
      ${run.note && html`<dt>Note</dt><dd>${run.note}</dd>`}
      ${run.backfill && html`<dt>Backfill</dt><dd><a href=${link(['backfills', run.backfill])}>${run.backfill}</a></dd>`}
      <dt>Id</dt><dd><code class="small">${run.id}</code></dd>
      ${run.finishedAt && html`<dt>Finished</dt><dd class="muted">${instant(run.finishedAt)}</dd>`}
    </dl></section>`;
}
