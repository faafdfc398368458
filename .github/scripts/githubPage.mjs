// Markdown as GitHub shows it, close enough to judge widths and to take pictures: tables, alerts, folded parts, code.
import { Marked } from 'marked';

const titles = { NOTE: 'Note', TIP: 'Tip', WARNING: 'Warning', CAUTION: 'Caution' };

/** The HTML of a Markdown text, with GitHub's alerts (`> [!NOTE]`). */
export function githubHtml(markdown) {
  const html = new Marked({ gfm: true }).parse(markdown);
  return html.replaceAll(
    /<blockquote>\s*<p>\[!(NOTE|TIP|WARNING|CAUTION)\](<\/p>|\n)/g,
    (_, kind, end) =>
      `<blockquote class="alert ${kind.toLowerCase()}"><p class="title">${titles[kind]}</p>${end === '\n' ? '<p>' : ''}`,
  );
}

/** A page around the HTML, in GitHub's light or dark colours, as the browser prefers. */
export function githubPage(html) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${style}</style><body>${html}</body></html>`;
}

const style = `
:root { color-scheme: light dark; --back: #fff; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --fill: #f6f8fa;
  --code: #818b981f; --link: #0969da; --note: #0969da; --tip: #1a7f37; --warning: #9a6700; --caution: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --ink: #f0f6fc; --soft: #9198a1; --line: #3d444d;
  --fill: #151b23; --code: #656c7633; --link: #4493f8; --note: #4493f8; --tip: #3fb950; --warning: #d29922; --caution: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); overflow-wrap: break-word;
  font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans Condensed", sans-serif; }
a { color: var(--link); text-decoration: none; }
h1, h2, h3 { margin: 24px 0 16px; font-weight: 600; line-height: 1.25; }
h1, h2 { padding-bottom: .3em; border-bottom: 1px solid var(--line); }
h1 { font-size: 2em; } h2 { font-size: 1.5em; } h3 { font-size: 1.25em; }
p, ul, ol, table, pre, blockquote, details { margin: 0 0 16px; }
ul, ol { padding-left: 2em; } li + li { margin-top: .25em; }
img { max-width: 100%; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid var(--line); text-align: left; }
tr:nth-child(even) td { background: var(--fill); }
code { padding: .2em .4em; border-radius: 6px; background: var(--code); white-space: break-spaces;
  font: 85% ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: 16px; overflow: auto; border-radius: 6px; background: var(--fill);
  font: 13.6px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre code { padding: 0; background: none; white-space: pre; font: inherit; }
blockquote { padding: 0 1em; color: var(--soft); border-left: .25em solid var(--line); }
.alert { padding: 8px 16px; color: inherit; border-left-color: var(--alert); }
.alert > :last-child { margin-bottom: 0; }
.alert .title { display: flex; gap: 8px; margin: 0 0 4px; color: var(--alert); font-weight: 500; }
.alert .title::before { content: "ℹ"; }
.warning .title::before, .caution .title::before { content: "⚠"; }
.note { --alert: var(--note); } .tip { --alert: var(--tip); } .warning { --alert: var(--warning); } .caution { --alert: var(--caution); }
summary { cursor: pointer; }
`;
