// Requests to the server, and hooks that load, keep fresh and page what it answers.
import { useCallback, useEffect, useRef, useState } from './base.js';
import { onReconnect, useLive } from './live.js';

const ROOT = 'api/v1';

/** What the server said was wrong, ready to be shown. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server answered ${status}`);
    this.status = status;
    this.title = body.title || 'It did not work';
    this.code = body.code || '';
    this.remedy = body.remedy || '';
    this.problems = body.problems || [];
  }
}

export async function request(method, path, { body, headers, signal, text } = {}) {
  let answer;
  try {
    answer = await fetch(ROOT + path, {
      method,
      signal,
      headers: {
        Accept: text ? '*/*' : 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, {
      title: 'The server does not answer',
      detail: `${method} ${path} got no answer.`,
      remedy: 'Check that Rondo is running and reachable; this page goes on by itself when it is back.',
    });
  }
  const type = answer.headers.get('Content-Type') || '';
  if (!answer.ok) {
    const problem = type.includes('json') ? await answer.json().catch(() => ({})) : {};
    throw new Problem(answer.status, problem);
  }
  if (text) return answer.text();
  return answer.status === 204 ? null : answer.json();
}

export const get = (path, options) => request('GET', path, options);

export function post(path, body, key) {
  return request('POST', path, { body: body ?? {}, headers: key ? { 'Idempotency-Key': key } : {} });
}

/** A key for one intent of the user: repeating the click repeats nothing. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? '?' + new URLSearchParams(given) : '';
}

/**
 * Loads a path, and again when the stream was interrupted or `reload` is called. What was loaded stays visible
 * while the next version is on its way. A null path loads nothing.
 */
export function useLoad(path, options = {}) {
  const [state, setState] = useState({ path: null, data: null, problem: null });
  const [turn, setTurn] = useState(0);
  const text = Boolean(options.text);
  useEffect(() => {
    if (path === null) return undefined;
    const abort = new AbortController();
    get(path, { signal: abort.signal, text }).then(
      (data) => setState({ path, data, problem: null }),
      (problem) => {
        if (problem.name !== 'AbortError') setState((old) => ({ path, data: old.path === path ? old.data : null, problem }));
      },
    );
    return () => abort.abort();
  }, [path, turn, text]);
  const reload = useCallback(() => setTurn((now) => now + 1), []);
  useEffect(() => onReconnect(reload), [reload]);
  const change = useCallback((edit) => setState((old) => (old.data ? { ...old, data: edit(old.data) } : old)), []);
  const current = state.path === path;
  return {
    data: current ? state.data : null, problem: current ? state.problem : null,
    loading: path !== null && !current, reload, change,
  };
}

/** Calls `act` soon after live events of these kinds that `wanted` accepts, many events as one call. */
export function useRefresh(kinds, wanted, act, delay = 300) {
  const timer = useRef(0);
  useLive(kinds, (kind, event) => {
    if (wanted(event, kind) && !timer.current) {
      timer.current = setTimeout(() => {
        timer.current = 0;
        act();
      }, delay);
    }
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** A list in pages: `items`, `more()` where there is more, and `change` for live edits. */
export function usePages(path, limit) {
  const first = useLoad(path === null ? null : path + (path.includes('?') ? '&' : '?') + 'limit=' + limit);
  const [rest, setRest] = useState({ of: null, items: [], next: null });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const own = rest.of === path;
  const next = own ? rest.next : first.data?.next ?? null;
  const more = next === null ? null : async () => {
    setBusy(true);
    try {
      const page = await get(path + (path.includes('?') ? '&' : '?') + 'limit=' + limit + '&cursor=' + encodeURIComponent(next));
      setRest({ of: path, items: [...(own ? rest.items : []), ...page.items], next: page.next });
      setProblem(null);
    } catch (failure) {
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  };
  const items = first.data ? unique([...first.data.items, ...(own ? rest.items : [])]) : null;
  const change = useCallback((edit) => {
    first.change((data) => ({ ...data, items: edit(data.items) }));
    setRest((old) => ({ ...old, items: edit(old.items, true) }));
  }, [first.change]);
  return { items, more, busy, problem: first.problem || problem, loading: first.loading, reload: first.reload, change };
}

function unique(items) {
  const seen = new Set();
  return items.filter((item) => {
    const key = item.id ?? item.name ?? item.version;
    return seen.has(key) ? false : seen.add(key);
  });
}
