// Where the page is: `#/runs?state=FAILED`. Filters live in the address, so they survive reloads and can be sent to others.
import { useEffect, useState } from './base.js';

function parse() {
  const hash = location.hash.replace(/^#/, '') || '/';
  const cut = hash.indexOf('?');
  const path = cut < 0 ? hash : hash.slice(0, cut);
  const query = Object.fromEntries(new URLSearchParams(cut < 0 ? '' : hash.slice(cut + 1)));
  const parts = path.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { path, parts, query };
}

/** An address of this page from parts, such as `link(['runs', id], {step})`; empty values are left out. */
export function link(parts, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = new URLSearchParams(given).toString();
  return '#/' + parts.map(encodeURIComponent).join('/') + (search ? '?' + search : '');
}

export function go(address) {
  location.hash = address.replace(/^#/, '');
}

/** Changes parts of the query without a new entry in the history. */
export function refine(changes) {
  const now = parse();
  history.replaceState(null, '', link(now.parts, { ...now.query, ...changes }));
  dispatchEvent(new Event('hashchange'));
}

export function useRoute() {
  const [route, setRoute] = useState(parse);
  useEffect(() => {
    const changed = () => setRoute(parse());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
