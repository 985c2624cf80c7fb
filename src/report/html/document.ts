/** One HTML file that needs nothing but itself. */
import { createHash } from 'node:crypto';
import type { ChartSpec } from '../charts/chart-spec.js';
import { type Html, html, inner, scriptJson } from './html.js';
import { STYLE } from './style.js';

export interface HtmlDocument {
  readonly title: string;
  /** To jump to, by id. */
  readonly skips: readonly { readonly to: string; readonly text: string }[];
  readonly header: Html;
  readonly main: Html;
  /** What its script draws. */
  readonly charts: readonly ChartSpec[];
  /** The page's own, bundled. */
  readonly script: string;
}

export function htmlDocument({ title, skips, header, main, charts, script }: HtmlDocument): string {
  // A browser gets to know which script and style are ours, and takes no others, nor anything from the network.
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>${html`
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${ours(STYLE)}</style>
</head>
<body>${skips.map(({ to, text }) =>
    inner(html`
<a class="skip" href="#${to}">${text}</a>`),
  )}
<header>${inner(header)}</header>
<main>${inner(main)}
</main>
<script type="application/json" id="specs">${inner(scriptJson(charts.map(({ table: _, ...drawn }) => drawn)))}</script>
<script>${ours(script)}</script>
</body>
</html>
`}`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Code of ours, which stands in the page as it is. */
function ours(code: string): { readonly html: Html } {
  if (/<\/(?:script|style)/i.test(code)) throw new Error('the code of the page would end its own element');
  return inner(code as Html); // as just checked
}
