// What a person can start: a run, a backfill.
import { html, useEffect, useMemo, useRef, useState } from './base.js';
import { newKey, post, useLoad } from './api.js';
import { count, duration, millis } from './format.js';
import { Dialog, Loading, ProblemBox } from './parts.js';
import { go, link } from './route.js';

/** Asks for partition and settings, then starts a run and shows it. `like` is a run to repeat. */
export function StartRun({ pipeline, like, onClose }) {
  const { data, problem: missing } = useLoad(`/pipelines/${encodeURIComponent(pipeline)}`);
  const [problem, setProblem] = useState(null);
  const [plan, setPlan] = useState(null);
  const [busy, setBusy] = useState('');
  const key = useMemo(newKey, []);

  const submit = async (event) => {
    event.preventDefault();
    const ask = event.submitter?.value === 'plan';
    setBusy(ask ? 'plan' : 'start');
    setProblem(null);
    const form = new FormData(event.target);
    const settings = {};
    for (const setting of data.settings) {
      const text = form.get('setting.' + setting.name);
      if (text !== null && text !== '') settings[setting.name] = valueOf(setting, text);
    }
    const body = { settings, refresh: form.getAll('refresh'), noCache: form.get('noCache') !== null };
    if (form.get('partition')) body.partition = form.get('partition');
    try {
      if (ask) {
        setPlan(await post(`/pipelines/${encodeURIComponent(pipeline)}/plan`, body));
      } else {
        const run = await post(`/pipelines/${encodeURIComponent(pipeline)}/runs`, { ...body, note: form.get('note') }, key);
        onClose();
        go(link(['runs', run.id]));
      }
    } catch (failure) {
      setProblem(failure);
    } finally {
      setBusy('');
    }
  };

  return html`<${Dialog} title=${`Start a run of ${pipeline}`} onClose=${onClose}>
    ${missing && html`<${ProblemBox} problem=${missing} />`}
    ${!data && !missing && html`<${Loading} what="the settings" />`}
    ${data && html`<form onSubmit=${submit} onInput=${() => setPlan(null)}>
      ${data.partitions && html`<label class="field"><span>Partition <span class="muted">${data.partitions.kind}, ${data.partitions.first} to ${data.partitions.last}</span></span>
        <input name="partition" list="partitions" autofocus placeholder=${`newest (${data.partitions.suggestions[0] ?? data.partitions.last})`}
          defaultValue=${like?.partition ?? ''} />
        <datalist id="partitions">${data.partitions.suggestions.map((one) => html`<option value=${one} />`)}</datalist></label>`}
      ${data.settings.length > 0 && html`<fieldset><legend>Settings <span class="muted">empty means the default</span></legend>
        <div class="fields">${data.settings.map((setting) => html`<${SettingField} setting=${setting} value=${like?.changed?.includes(setting.name) ? like.settings[setting.name] : ''} />`)}</div></fieldset>`}
      <details><summary>Run steps again although the cache has their result</summary>
        <div class="checks">${data.steps.filter((step) => step.kind === 'STEP').map((step) => html`<label>
          <input type="checkbox" name="refresh" value=${step.step} /> ${step.step}</label>`)}</div>
        <label><input type="checkbox" name="noCache" /> all of them, and add nothing to the cache</label></details>
      <label class="field"><span>Note <span class="muted">optional, shown with the run</span></span><input name="note" maxlength="500" /></label>
      ${plan && html`<${Plan} plan=${plan} />`}
      <${ProblemBox} problem=${problem} />
      <footer><button type="button" onClick=${onClose}>Cancel</button>
        <button class="primary first" value="start" disabled=${busy !== ''}>${busy === 'start' ? 'Starting …' : 'Start run'}</button>
        <button value="plan" disabled=${busy !== ''}>${busy === 'plan' ? 'Planning …' : 'Plan'}</button></footer>
    </form>`}
  <//>`;
}

const VERDICTS = { RUN: 'runs', HIT: 'in the cache', DEPENDS: 'runs if its input changes', DECIDE: 'done by the engine', SKIP: 'does not apply', WAIT: 'has to wait', FAIL: 'cannot be done' };

/** What a run would do: each step with why and how long it took before. */
function Plan({ plan }) {
  const box = useRef(null);
  useEffect(() => box.current.scrollIntoView({ block: 'nearest' }), [plan]);
  const { RUN: runs, DEPENDS: depends } = plan.counts;
  const words = plan.nothingRuns ? 'Nothing would run'
    : [runs > 0 && `${count(runs, 'step')} would run`, depends > 0 && `${count(depends, 'step')} may`].filter(Boolean).join(', ');
  const [least, most] = [millis(plan.expected.atLeast), millis(plan.expected.atMost)];
  const time = most > 0 && (least === most ? `about ${duration(least)}` : `${duration(least)} to ${duration(most)}`);
  const touched = [...plan.models.map((one) => `model ${one}`), ...plan.pipelines.map((one) => `pipeline ${one}`)];
  return html`<div class="plan" role="status" ref=${box}><strong>${words}</strong> <span class="muted">${[plan.items[0].partition, time].filter(Boolean).join(', ')}</span>
    ${plan.warnings.map((one) => html`<div class="small">${one.place}: ${one.reason}</div>`)}
    <div class="scroll"><table class="rows"><thead><tr><th>Step</th><th>Would</th><th class="num">Took</th><th>Why</th></tr></thead>
      <tbody>${plan.items.flatMap((item) => item.steps).map((one) => html`<tr key=${one.step} data-plan=${one.step}><td>${one.step}</td>
        <td>${VERDICTS[one.verdict] ?? one.verdict}</td><td class="num">${one.expected && html`<span title=${`${duration(millis(one.expected.shortest))} to ${duration(millis(one.expected.longest))}, ${count(one.expected.times, 'time')}`}>${duration(millis(one.expected.median))}</span>`}</td>
        <td class="why" title=${one.why}>${one.why}</td></tr>`)}</tbody></table></div>
    ${plan.items.flatMap((item) => item.underWay).map((run) => html`<div class="small" key=${run}><a href=${link(['runs', run])}>Run ${run}</a> is under way; what it makes meanwhile is used where the keys are the same.</div>`)}
    ${touched.length > 0 && html`<div class="small">May change: ${touched.join(', ')}</div>`}</div>`;
}

function SettingField({ setting, value }) {
  const limits = [setting.min !== null && `from ${setting.min}`, setting.max !== null && `to ${setting.max}`].filter(Boolean).join(' ');
  const name = 'setting.' + setting.name;
  const words = [setting.description, setting.unit, limits].filter(Boolean).join('; ');
  return html`<label class="field"><span><code>${setting.name}</code> <span class="muted small">${words}</span></span>
    ${setting.type === 'boolean'
      ? html`<select name=${name}><option value="">${setting.default ?? 'choose'} (default)</option><option>true</option><option>false</option></select>`
      : html`<input name=${name} defaultValue=${value ?? ''} placeholder=${setting.default ?? 'required'} required=${setting.required}
          inputmode=${numeric(setting) ? 'decimal' : 'text'} />`}</label>`;
}

const numeric = (setting) => /^(int|long|short|byte|float|double|Integer|Long|Double|Float)$/.test(setting.type);

/** Text that is not a number goes as it is: the server says better what is wrong with it. */
function valueOf(setting, text) {
  if (setting.type === 'boolean' || setting.type === 'Boolean') return text === 'true';
  return numeric(setting) && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** Skipped partitions in a row, for the same reason, as one with its `last`; those that run stand alone. */
function ranges(items) {
  const all = [];
  for (const one of items) {
    const before = all.at(-1);
    if (before && one.action === 'SKIP' && before.action === 'SKIP' && before.why === one.why) before.last = one.partition;
    else all.push({ ...one, last: one.partition });
  }
  return all;
}

/** Asks for a range, shows what would run, then starts it. */
export function StartBackfill({ pipeline, onClose }) {
  const { data, problem: missing } = useLoad(`/pipelines/${encodeURIComponent(pipeline)}`);
  const [plan, setPlan] = useState(null);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const key = useMemo(newKey, []);

  const ask = async (form, dryRun) => {
    setBusy(true);
    setProblem(null);
    const fields = new FormData(form);
    const body = { pipeline, from: fields.get('from'), to: fields.get('to'), mode: fields.get('mode'), dryRun };
    try {
      const answer = await post('/backfills', body, dryRun ? undefined : key);
      if (dryRun) {
        setPlan(answer);
      } else {
        onClose();
        go(link(['backfills', answer.id]));
      }
    } catch (failure) {
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    ask(event.target, event.submitter?.value !== 'start');
  };

  return html`<${Dialog} title=${`Backfill ${pipeline}`} onClose=${onClose}>
    ${missing && html`<${ProblemBox} problem=${missing} />`}
    ${!data && !missing && html`<${Loading} what="the partitions" />`}
    ${data && !data.partitions && html`<p>This pipeline has no partitions, so there is no past to fill. Start a run instead.</p>`}
    ${data?.partitions && html`<form onSubmit=${submit} onInput=${() => setPlan(null)}>
      <div class="fields">
        <label class="field"><span>From</span><input name="from" required autofocus defaultValue=${data.partitions.first} list="partitions" /></label>
        <label class="field"><span>To, included</span><input name="to" required defaultValue=${data.partitions.suggestions[0] ?? data.partitions.last} list="partitions" /></label>
      </div>
      <datalist id="partitions">${data.partitions.suggestions.map((one) => html`<option value=${one} />`)}</datalist>
      <label class="field"><span>Which</span><select name="mode">
        <option value="missing">missing: partitions without a successful run</option>
        <option value="failed">failed: partitions whose newest run failed</option>
        <option value="all">all: every partition of the range</option></select></label>
      ${plan && html`<div class="plan" role="status"><strong>${count(plan.runs, 'run')} would start</strong>
        <div class="chips">${ranges(plan.items).map((one) => html`<span class="chip ${one.action === 'RUN' ? '' : 'off'}" title=${one.why}>${one.partition}${one.last !== one.partition && ` to ${one.last}`}${one.action === 'SKIP' && ' – skipped'}</span>`)}</div></div>`}
      <${ProblemBox} problem=${problem} />
      <footer><button type="button" onClick=${onClose}>Cancel</button>
        <button value="preview" disabled=${busy}>Preview</button>
        <button class="primary" value="start" disabled=${busy || !plan || plan.runs === 0}>${plan ? `Start ${count(plan.runs, 'run')}` : 'Start after a preview'}</button></footer>
    </form>`}
  <//>`;
}
