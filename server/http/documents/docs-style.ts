/** Looks of the readable page, in the colours of the hub's own. */
export const docsStyle = `:root {
  color-scheme: light dark;
  --ground: #f6f4ee;
  --surface: #ffffff;
  --text: #1d1b16;
  --muted: #5f5b50;
  --border: #dcd8cb;
  --accent: #765200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14130f;
    --surface: #1c1b16;
    --text: #efece2;
    --muted: #aca797;
    --border: #3a372e;
    --accent: #e8b84e;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  max-width: 60rem;
  margin: 0 auto;
  padding: 1rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--border); font-size: 1.3rem; }
h3 { margin: 0 0 0.5rem; font-size: 1.05rem; }
dl + h3 { margin-top: 1.5rem; }
p { margin: 0.5rem 0; }
a { color: var(--accent); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 0.25rem 0; }
article { margin: 1rem 0; padding: 0.75rem 1rem; border: 1px solid var(--border); border-radius: 0.5rem; background: var(--surface); }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { margin: 0.5rem 0 0; padding: 0.5rem; border: 1px solid var(--border); white-space: pre-wrap; }
table { width: 100%; margin: 0.5rem 0; border-collapse: collapse; font-size: 0.9375rem; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--border); text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-weight: normal; }
dl { margin: 0; }
dt { float: left; clear: left; color: var(--muted); }
dd { margin: 0 0 0.5rem 3.5rem; }
@media (max-width: 36rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr, tbody th, td { display: block; }
  tr { padding: 0.25rem 0; border-bottom: 1px solid var(--border); }
  tbody th, td { padding: 0; border: 0; }
}
:target { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
