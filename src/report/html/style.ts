/** How the page looks: on a light and a dark screen, and on paper. The colours are those of the charts' themes. */
import { DARK, LIGHT, type Theme } from '../drawing/theme.js';

const colours = ({ paper, ink, faint, grid, roles }: Theme, scheme: 'light' | 'dark'): string =>
  `color-scheme:${scheme};--paper:${paper};--ink:${ink};--faint:${faint};--grid:${grid};--good:${roles.good};--bad:${roles.lost};--link:${roles.plain}`;

export const STYLE = `
:root{${colours(LIGHT, 'light')}}
@media screen and (prefers-color-scheme:dark){:root{${colours(DARK, 'dark')}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{margin:.5rem 0 0;font-size:1.7rem;line-height:1.2}
h2{margin:2.5rem 0 .5rem;font-size:1.3rem}
h3{margin:2rem 0 0;font-size:1.1rem}
p,dl{margin:.4rem 0}
.about{font-size:1.1rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem}
dt{color:var(--faint)}
dd{margin:0}
h1,p,dd,li{overflow-wrap:anywhere}
code,pre{font:.9em ui-monospace,monospace}
pre{overflow:auto;max-height:30rem;padding:.5rem;border:1px solid var(--grid)}
.command{user-select:all}
.wide{overflow:auto}
details .wide{max-height:30rem}
.controls{display:flex;flex-wrap:wrap;gap:.4rem .8rem;align-items:center;margin:.6rem 0}
.controls fieldset{flex-basis:100%;border:1px solid var(--grid);max-height:8rem;overflow:auto}
.controls fieldset label{margin-right:.8rem;white-space:nowrap}
#space-time-told,#room-dag-told{border-left:3px solid var(--grid);padding-left:1rem}
#room-dag-picture{display:block;min-width:50rem;font:12px system-ui,sans-serif}
#room-dag-picture .event{cursor:pointer}
select{max-width:100%}
table{border-collapse:collapse;font-size:.9rem}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
th{color:var(--faint);font-weight:600;position:sticky;top:0;background:var(--paper)}
.number{white-space:nowrap;font-variant-numeric:tabular-nums}
.held{color:var(--good)}
.failed{color:var(--bad);font-weight:700}
.picture{width:100%}
.picture canvas{display:block;max-width:100%}
.reading{min-height:1.5em;color:var(--faint);font-size:.9rem}
section.chart>p:first-of-type{color:var(--faint);font-size:.9rem}
summary{cursor:pointer}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{position:static}
@media print{body{max-width:none;padding:0;font-size:11pt}.wide,details .wide,pre{overflow:visible;max-height:none}.reading,.skip,.keys,.controls{display:none}section.chart{break-inside:avoid}h2,h3{break-after:avoid}th{position:static}}
`;
