/*
 * The frame of an HTML result: one file, no script, nothing loaded. The policy allows this style sheet by its hash and
 * nothing else, so that whatever slips through the escaping cannot run, load or send. The hash is written down, since
 * renderers compute none; a test compares it with the style.
 */
import { htmlText } from './escape.ts';

export const pageStyle = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8886}
code,pre{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:#8882;padding:1rem;border-radius:.4rem}
.bad{color:#b3261e;font-weight:600}
.good{color:#1b6e3c;font-weight:600}
@media(prefers-color-scheme:dark){.bad{color:#ff8a80}.good{color:#7bd88f}}`;

export const pageStyleHash = 'sha256-x7V4HegzGZKw3Idc3b9eALuB/f0yuYQ5dhhltFQbDns=';

/** `body` is HTML: the caller has escaped what is in it. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${pageStyleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${htmlText(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
