/** Text as messages quote it: in one line, and cut, since they quote to point at something, not to repeat it. */
export function short(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
