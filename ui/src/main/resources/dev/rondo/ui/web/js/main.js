// The frame around every page: navigation, the state of the connection, and which page is shown.
import { html, render, useEffect, useRef, useState } from './base.js';
import { useLoad } from './api.js';
import { useConnection } from './live.js';
import { link, useRoute } from './route.js';
import { Empty, Guard } from './parts.js';
import { Backfill, Backfills } from './page-backfills.js';
import { Model, Models } from './page-models.js';
import { Overview } from './page-overview.js';
import { Pipeline } from './page-pipeline.js';
import { Pools } from './page-pools.js';
import { Run } from './page-run.js';
import { Runs } from './page-runs.js';
import { Upkeep } from './page-upkeep.js';

const NAVIGATION = [['Overview', []], ['Runs', ['runs']], ['Models', ['models']], ['Backfills', ['backfills']], ['Pools', ['pools']], ['Upkeep', ['upkeep']]];

function page({ parts, query, path }) {
  const [first, second] = parts;
  if (first === undefined) return { title: 'Overview', view: html`<${Overview} />` };
  if (first === 'pipelines' && second) return { title: second, view: html`<${Pipeline} key=${second} name=${second} query=${query} />` };
  if (first === 'runs' && second) return { title: `Run ${second}`, view: html`<${Run} key=${second} id=${second} query=${query} />` };
  if (first === 'runs') return { title: 'Runs', view: html`<${Runs} query=${query} />` };
  if (first === 'models' && second) return { title: second, view: html`<${Model} key=${second} name=${second} />` };
  if (first === 'models') return { title: 'Models', view: html`<${Models} />` };
  if (first === 'backfills' && second) return { title: 'Backfill', view: html`<${Backfill} key=${second} id=${second} />` };
  if (first === 'backfills') return { title: 'Backfills', view: html`<${Backfills} query=${query} />` };
  if (first === 'pools') return { title: 'Pools', view: html`<${Pools} />` };
  if (first === 'upkeep') return { title: 'Upkeep', view: html`<${Upkeep} />` };
  return {
    title: 'Nothing here',
    view: html`<${Empty} title="There is no page ${path}">Go to the <a href=${link([])}>overview</a>.<//>`,
  };
}

const CONNECTION = {
  connecting: ['wait', 'connecting'],
  live: ['ok', 'live'],
  interrupted: ['bad', 'no connection, trying again'],
};

function Connection() {
  const [kind, words] = CONNECTION[useConnection()];
  return html`<span class="connection tone-${kind}" role="status"><span class="dot" aria-hidden="true"></span>${words}</span>`;
}

function App() {
  const route = useRoute();
  const { title, view } = page(route);
  const { data: about } = useLoad('/');
  const main = useRef(null);
  const [shown, setShown] = useState(route.path);
  useEffect(() => {
    document.title = title === 'Overview' ? 'Rondo' : `${title} · Rondo`;
    if (shown !== route.path) {
      setShown(route.path);
      scrollTo(0, 0);
      main.current.focus({ preventScroll: true });
    }
  }, [route.path, title]);
  const here = route.parts[0] === 'pipelines' ? undefined : route.parts[0];
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); main.current.focus(); }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href=${link([])}><img src="favicon.svg" alt="" width="20" height="20" />Rondo</a>
      <nav aria-label="Main">${NAVIGATION.map(([word, parts]) => html`<a href=${link(parts)}
        aria-current=${here === parts[0] ? 'page' : undefined}>${word}</a>`)}</nav>
      <span class="grow"></span>
      <${Connection} />
      ${about?.version && html`<span class="muted small version">${about.version}</span>`}
    </header>
    <main id="main" ref=${main} tabindex="-1"><${Guard} key=${route.path}>${view}<//></main>`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
