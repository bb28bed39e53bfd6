// One stream of events for the whole page. The browser reconnects by itself and says where it stopped.
import { useEffect, useRef, useState } from './base.js';

const KINDS = ['run', 'step', 'model', 'decision', 'backfill'];
const listeners = new Set();
const statusListeners = new Set();
const reconnectListeners = new Set();
let source = null;
let status = 'connecting';
let interrupted = false;

function tell(next) {
  status = next;
  statusListeners.forEach((listener) => listener(status));
}

function open() {
  source = new EventSource('api/v1/events');
  source.onopen = () => {
    tell('live');
    if (interrupted) {
      interrupted = false;
      // The stream resumes where it stopped; loading again covers a server that no longer has what was missed.
      reconnectListeners.forEach((listener) => listener());
    }
  };
  source.onerror = () => {
    interrupted = true;
    tell('interrupted');
    // After an answer that is not a stream the browser gives up for good: ask again ourselves.
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
  };
  for (const kind of KINDS) {
    source.addEventListener(kind, (message) => {
      const event = JSON.parse(message.data);
      listeners.forEach((listener) => listener(kind, event));
    });
  }
  source.addEventListener('reset', () => reconnectListeners.forEach((listener) => listener()));
}

function ensureOpen() {
  if (source === null) open();
}

addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) open();
});

/** Calls `listener(kind, event)` for live events of these kinds, always in its newest version. */
export function useLive(kinds, listener) {
  const newest = useRef(listener);
  newest.current = listener;
  const wanted = kinds.join();
  useEffect(() => {
    ensureOpen();
    const hear = (kind, event) => wanted.split(',').includes(kind) && newest.current(kind, event);
    listeners.add(hear);
    return () => listeners.delete(hear);
  }, [wanted]);
}

export function onReconnect(listener) {
  reconnectListeners.add(listener);
  return () => reconnectListeners.delete(listener);
}

/** `connecting`, `live` or `interrupted`. */
export function useConnection() {
  const [now, setNow] = useState(status);
  useEffect(() => {
    ensureOpen();
    statusListeners.add(setNow);
    setNow(status);
    return () => statusListeners.delete(setNow);
  }, []);
  return now;
}
