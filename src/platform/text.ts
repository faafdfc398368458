/* Text that somebody else wrote (a server, a library), made fit for messages, reports and journals. */

/** One line, without control characters. */
export function flat(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** The same, and not long. */
export function oneLine(text: string, longest = 200): string {
  const line = flat(text);
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Of a length that reports and journals can hold; says so where it was cut. */
export function cut(text: string, longest = 1000): string {
  return text.length > longest ? `${text.slice(0, longest)}… (cut, it had ${text.length} characters)` : text;
}

/** A quotation in a message: one line, cut after 60 characters, since it points at something and does not repeat it. */
export function short(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
