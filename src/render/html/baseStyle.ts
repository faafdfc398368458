/*
 * The style that all pages share: colours of both schemes, text, tables, cards. Colour is never the only signal. Both
 * colour schemes keep a contrast of 4.5 to 1. Sizes are in rem, so the reader's font size applies. Nothing moves.
 */
export const baseStyle = `
:root {
  color-scheme: light dark;
  --back: #f6f7f8; --panel: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5d9de; --focus: #0b57d0;
  --open: #8f3d00; --open-fill: #ffe0c2; --partly: #6b5200; --partly-fill: #fff0b8;
  --closed: #2b5876; --closed-fill: #d9e9f5; --unknown: #6a3690; --unknown-fill: #eee0f8;
  --broadens: #b3261e; --narrows: #0a6650; --mixed: #6a3690; --stop-fill: #fdecea; --care-fill: #fff4e5; --note-fill: #e9f0fb;
  --row: 2.75rem; --first: 10.5rem; --bar: 0px;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #101317; --panel: #181c21; --ink: #e7eaee; --soft: #a3acb6; --line: #333a42; --focus: #8ab4f8;
    --open: #ffb27d; --open-fill: #4a2a10; --partly: #f2d36b; --partly-fill: #3d3410;
    --closed: #9cc9ea; --closed-fill: #17303f; --unknown: #d7b3f2; --unknown-fill: #36214a;
    --broadens: #ff9b92; --narrows: #7fd8bd; --mixed: #d7b3f2; --stop-fill: #3a1a18; --care-fill: #35270f; --note-fill: #17253a;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main { padding: 1.5rem clamp(1rem, 3vw, 3rem) 3rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .25rem 0 1rem; text-wrap: balance; }
h1 span { color: var(--soft); font-weight: 400; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; scroll-margin-top: calc(var(--bar) + 1rem); }
h3 { font-size: 1rem; margin: 0; }
code, pre { font: .875em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: .75rem 0; padding: .75rem 1rem; background: var(--back); border: 1px solid var(--line); border-radius: .375rem; }
pre code { font-size: 1em; }
summary { cursor: pointer; }
a { color: var(--focus); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.bad, .good { font-weight: 600; }
.bad { color: var(--broadens); } .good { color: var(--narrows); }

table:not(.map) { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: .5rem; font-size: .9375rem; }
table:not(.map) :is(th, td) { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; font-weight: 400; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
table:not(.map) td:is(.bad, .good) { font-weight: 600; }
table:not(.map) thead th { font-size: .8125rem; color: var(--soft); border: 0; }
.change, .findings { margin: 0 0 .75rem; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; scroll-margin-top: calc(var(--bar) + .5rem); }
.plain { max-width: 78rem; margin: auto; }
.plain .findings { margin-top: 1.5rem; }
.plain .findings > h2 { font-size: 1.0625rem; margin: 0; }
.plain thead th:first-child { width: 40%; }
.plain thead th:first-child:nth-last-child(3) { width: 9rem; }
@media (max-width: 45rem) {
  table:not(.map), table:not(.map) :is(tbody, tr, th, td) { display: block; }
  table:not(.map) thead { display: none; }
  table:not(.map) tbody :is(th, td) { border: 0; padding: 0; }
  table:not(.map) tbody tr { padding: .375rem 0; border-top: 1px solid var(--line); }
  .plain td + td { margin-top: .375rem; }
}
`;

export const baseStyleHash = 'sha256-2+OK7Z1KrLiXlJUtSEfJQtXq0oFaEsVXnxWnb1ErydY=';
