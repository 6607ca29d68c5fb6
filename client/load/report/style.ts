/** The style sheet of the HTML report. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f24; --quiet: #57606a; --rule: #d8dee4;
  --first: #0b5fce; --second: #c2410c; --good: #1a7f37; --good-page: #e6f6ea; --bad: #c11f2b; --bad-page: #fdecec;
  --warn: #8a5a00; --warn-page: #fff5dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #171b22; --ink: #e6e9ee; --quiet: #9aa4b0; --rule: #2b323c;
    --first: #6cb0ff; --second: #ffa057; --good: #57d27a; --good-page: #12291a; --bad: #ff8080; --bad-page: #331518;
    --warn: #f0c266; --warn-page: #2d240f;
  }
}
* { box-sizing: border-box; margin: 0; }
html { font-size: clamp(100%, 0.8rem + 0.25vw, 125%); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  background: var(--page); color: var(--ink); padding: clamp(1rem, 3vw, 3rem);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main { max-width: 100rem; margin: 0 auto; display: grid; gap: clamp(1rem, 1.5vw, 1.5rem); }
header p { color: var(--quiet); max-width: 60rem; }
header .name { font-weight: 600; letter-spacing: 0.02em; }
h1 { font-size: clamp(1.4rem, 1rem + 1.6vw, 2.2rem); line-height: 1.2; margin: 0.15rem 0 0.5rem; text-wrap: balance; }
h2 { font-size: 1rem; line-height: 1.3; }
section, figure, .tile { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 1rem 1.25rem; min-width: 0; }
.verdicts { background: none; border: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; }
.verdict.wide { flex-basis: 100%; }
.verdict { border-radius: 10px; padding: 0.6rem 1rem 0.6rem 2.5rem; position: relative; }
.verdict > b { position: absolute; left: 1rem; top: 0.6rem; }
.verdict.good { background: var(--good-page); } .verdict.good > b { color: var(--good); }
.verdict.bad { background: var(--bad-page); } .verdict.bad > b { color: var(--bad); }
.verdict.warn, .verdict.unknown { background: var(--warn-page); }
.verdict.warn > b, .verdict.unknown > b { color: var(--warn); }
.verdict small { display: block; color: var(--quiet); font-size: 0.8125rem; line-height: 1.3; }
.verdict ul { margin: 0.25rem 0 0; padding-left: 1.1rem; }
.tiles { display: flex; flex-wrap: wrap; gap: inherit; }
.tile { flex: 1 1 8.5rem; min-width: min-content; padding: 0.75rem 0.875rem; display: flex; flex-direction: column; justify-content: space-between; }
.tile dt { color: var(--quiet); font-size: 0.8125rem; line-height: 1.3; }
.tile dd { font-size: clamp(1.35rem, 1.1rem + 0.8vw, 1.9rem); font-weight: 600; line-height: 1.25; white-space: nowrap; }
.tile dd small { font-size: 0.55em; font-weight: 400; color: var(--quiet); }
.charts { display: flex; flex-wrap: wrap; gap: inherit; }
.chart { flex: 1 1 min(100%, 28rem); } .chart.main { flex-basis: 100%; }
.tables { columns: 22rem; column-gap: clamp(1rem, 1.5vw, 1.5rem); }
.tables > * { break-inside: avoid; margin-bottom: clamp(1rem, 1.5vw, 1.5rem); }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: 0.875rem; }
.legend li::before { content: ""; display: inline-block; width: 1.25em; margin-right: 0.4em; vertical-align: middle; border-top: 3px solid; }
.legend .first::before { border-color: var(--first); } .legend .second::before { border-color: var(--second); border-top-style: dashed; }
.axis { color: var(--quiet); font-size: 0.8125rem; padding: 0.35rem 0; }
.axis.x { padding: 0 0 0 3.25rem; text-align: center; }
.plot { height: clamp(13rem, 20vw, 22rem); padding: 0.35rem 1.25rem 1.75rem 3.25rem; }
.chart.main .plot { height: clamp(15rem, 26vw, 28rem); }
.plot > svg { display: block; overflow: visible; }
.grid line { stroke: var(--rule); stroke-width: 1; shape-rendering: crispEdges; }
.labels text { fill: var(--quiet); font-size: 0.8125rem; }
.y.labels text { text-anchor: end; } .x.labels text { text-anchor: middle; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.line.first { stroke: var(--first); } .line.second { stroke: var(--second); stroke-dasharray: 6 4; }
.area { opacity: 0.14; } .area.first, .marks.first { fill: var(--first); } .marks.second { fill: var(--second); }
.marks circle { opacity: 0; } .marks circle:hover, .marks .lone { opacity: 1; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.4rem; }
th, td { padding: 0.3rem 0 0.3rem 1rem; text-align: right; border-top: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 400; color: var(--quiet); } th:first-child { text-align: left; padding-left: 0; white-space: nowrap; }
.facts td { text-align: left; }
details summary { cursor: pointer; font-weight: 600; } details table { margin-top: 0.75rem; }
.empty { color: var(--quiet); padding: 1rem 0; }
footer { color: var(--quiet); font-size: 0.875rem; max-width: 60rem; display: grid; gap: 0.5rem; }
@media print { body { background: none; padding: 0; } section, figure, .tile { break-inside: avoid; } }
`;
