// The log of one attempt: starts at its tail, follows while the attempt runs.
import { html, useEffect, useRef, useState } from './base.js';
import { get, query } from './api.js';
import { bytes } from './format.js';
import { Empty, ProblemBox } from './parts.js';

const TAIL = 64 * 1024;
const KEEP = 512 * 1024;

export function Log({ run, step, attempt }) {
  const path = `/runs/${encodeURIComponent(run)}/steps/${encodeURIComponent(step)}/attempts/${attempt}/log`;
  const [log, setLog] = useState({ text: '', from: 0, next: 0, size: 0, complete: false, loaded: false });
  const [problem, setProblem] = useState(null);
  const [follow, setFollow] = useState(true);
  const [whole, setWhole] = useState(false);
  const box = useRef(null);

  useEffect(() => {
    let stopped = false;
    let timer = 0;
    let offset = whole ? 0 : -TAIL;
    let first = true;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const part = await get(path + query({ offset }), { signal: abort.signal });
        if (stopped) return;
        const fresh = first;
        first = false;
        setLog((old) => {
          const text = (fresh ? '' : old.text) + part.text;
          const cut = whole ? 0 : Math.max(0, text.length - KEEP);
          return {
            text: text.slice(cut), from: fresh ? part.offset : old.from + cut, next: part.next, size: part.sizeBytes,
            complete: part.complete, loaded: true,
          };
        });
        setProblem(null);
        offset = part.next;
        if (!part.complete) timer = setTimeout(ask, part.text ? 250 : 1000);
      } catch (failure) {
        if (stopped || failure.name === 'AbortError') return;
        setProblem(failure);
        timer = setTimeout(ask, 3000);
      }
    };
    ask();
    return () => {
      stopped = true;
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, whole]);

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log.text, follow]);

  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    setFollow(scrollHeight - scrollTop - clientHeight < 24);
  };
  return html`<section class="log" aria-label="Log of ${step}, attempt ${attempt}">
    <header>
      <strong>Log</strong>
      <span class="muted small">attempt ${attempt}${log.loaded && `, ${bytes(log.size)}`}${log.loaded && (log.complete ? ', complete' : ', following')}</span>
      <span class="grow"></span>
      ${log.from > 0 && html`<button type="button" class="quiet" onClick=${() => setWhole(true)}>Show from the start</button>`}
      ${!follow && html`<button type="button" class="quiet" onClick=${() => setFollow(true)}>To the end</button>`}
      <a class="small" href=${'api/v1' + path} target="_blank" rel="noopener">raw</a>
    </header>
    ${problem && html`<${ProblemBox} problem=${problem} />`}
    ${log.loaded && log.complete && !log.text
      ? html`<${Empty} title="This attempt wrote no log">Steps write to it with <code>context.log()</code>.<//>`
      : html`<pre ref=${box} onScroll=${scrolled} tabindex="0">${lines(log.text)}</pre>`}
  </section>`;
}

/** Marks the lines that people look for. */
function lines(text) {
  const out = [];
  let plain = '';
  for (const line of text.split(/(?<=\n)/)) {
    const level = /\b(ERROR|FATAL)\b|^\S*(Exception|Error):/.test(line) ? 'error' : /\bWARN(ING)?\b/.test(line) ? 'warn' : null;
    if (level === null) {
      plain += line;
    } else {
      out.push(plain, html`<span class="line-${level}">${line}</span>`);
      plain = '';
    }
  }
  return [...out, plain];
}
