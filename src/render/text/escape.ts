/*
 * Escaping of third-party text. Names, ids and messages come from YAML and from the tenant: whoever can name a tenant
 * must not be able to colour a terminal, reverse a line, mention a person, close a table cell or speak to a CI runner.
 *
 * One function per place where text ends up. Every one of them first makes what is invisible visible (`\u001b`), since
 * a hidden character misleads a reader in every format. Rejected: deleting such characters, which lets two
 * different names look the same.
 */

/**
 * C0, DEL and C1; line and paragraph separators; soft hyphen, bidi controls, zero width and other format characters
 * (Cf); private use; lone halves of surrogate pairs; fillers that look like nothing; variation selectors but the two
 * that choose between text and picture.
 */
const invisible =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Co}|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u2800|\u3164|\uffa0|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]/gu;

/** Space characters other than U+0020: they are seen, but not told apart. */
const oddSpace = /(?! )\p{Zs}/gu;

/**
 * What GitHub's runner (`::` and a name at the start of a line, not the `::1` of an address; `##[` anywhere) and Azure's
 * agent (`##vso[`) take for a command.
 */
const runnerCommand = /(?<=^|\s):(?=:[a-z])|#(?=#(?:\[|vso\[))/gi;
/** Those of them that begin anywhere in a line. */
const hashCommand = /#(?=#(?:\[|vso\[))/gi;

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Text in which nothing is hidden: one line, no control or format characters. The planning for every other format. */
export function visibleText(text: string): string {
  // Nearly every text is plain ASCII, and a plan may hold a hundred thousand of them.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(invisible, escapeSequence).replace(oddSpace, escapeSequence);
}

/** For a terminal or a log. A CI runner reads logs too, so its commands are broken up. */
export function terminalText(text: string): string {
  const visible = visibleText(text);
  return visible.includes('::') || visible.includes('##') ? visible.replace(runnerCommand, escapeSequence) : visible;
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For HTML, as text or inside a quoted attribute. */
export function htmlText(text: string): string {
  const escaped = visibleText(text).replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
  return escaped.replace(hashCommand, '&#35;');
}

/** JSON that says the same, with `\u…` for what a terminal, a reader's eye or a CI runner would take for something else. */
export function jsonWithoutSurprises(json: string): string {
  if (/^[\n\x20-\x22\x24-\x7e]*$/.test(json)) return json;
  const unseen = json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.split('').map(escapeUnit).join(''),
  );
  return unseen.replace(hashCommand, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Letters and the punctuation of ordinary names, none of which Markdown or GitHub's autolinks can act on. */
const ordinaryName = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ,.'’&()-]*$/u;
const autolinked = /www\.|\bgh-\d|\b[0-9a-f]{7,40}\b/i;

/**
 * For Markdown, in running text or a table cell: an ordinary name as it is, anything else as code. GitHub links no
 * mention, issue, commit or emoji inside code; escaping the signs would not stop it, since it looks for them after
 * Markdown has been rendered.
 */
export function markdownText(text: string): string {
  const visible = visibleText(text);
  const ordinary = ordinaryName.test(visible) && !autolinked.test(visible);
  return ordinary ? visible.replaceAll('&', '&amp;') : markdownCode(visible);
}

/**
 * For Markdown, as code: between backticks, or, where a backtick, a pipe or a space at an end would break out of them,
 * as `<code>` with every ASCII sign as an entity.
 */
export function markdownCode(text: string): string {
  const visible = visibleText(text);
  const plain = /^[^`|\s\\]([^`|\\]*[^`|\s\\])?$/u.test(visible) && visible.search(hashCommand) < 0;
  return plain ? `\`${visible}\`` : entityCode(visible);
}

function entityCode(visible: string): string {
  const encoded = visible.replace(/[!-,./:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${encoded === '' ? ' ' : encoded}</code>`;
}

/** The message of a workflow command: only the caller's lines break, since a name could start one of its own. */
export function workflowData(lines: readonly string[]): string {
  const visible = lines.map((line) => visibleText(line).replace(hashCommand, escapeSequence));
  return visible.map((line) => line.replaceAll('%', '%25')).join('%0A');
}

/** A property of a workflow command: `file`, `title`. One line. */
export function workflowProperty(text: string): string {
  const visible = visibleText(text).replace(hashCommand, escapeSequence);
  return visible.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
