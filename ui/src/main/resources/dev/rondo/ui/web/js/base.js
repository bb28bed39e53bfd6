// The one place that knows the libraries: everything else imports from here.
import { h, render, Fragment, Component } from '../vendor/preact.mjs';
import {
  useCallback, useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState,
} from '../vendor/hooks.mjs';
import htm from '../vendor/htm.mjs';

const html = htm.bind(h);

/** A component that renders again only when one of its properties changed. */
function memo(View) {
  return class Memo extends Component {
    shouldComponentUpdate(next) {
      const names = new Set([...Object.keys(this.props), ...Object.keys(next)]);
      return [...names].some((name) => this.props[name] !== next[name]);
    }
    render() {
      return h(View, this.props);
    }
  };
}

export {
  html, h, render, memo, Fragment, useCallback, useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState,
};
