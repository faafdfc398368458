import { type ClosedParts, closed, type Props } from '../read/codecs/closed.ts';
import { type Output, type Reader, reader } from '../read/codecs/reader.ts';

type Complete<P extends Props> = { readonly [K in keyof P]: Output<P[K]> };

/** A mapping that needs each key of `required` and may have those of `optional`, made into a value. */
export function mapping<R extends Props, O extends Props, A>(
  { expected, required, optional }: { readonly expected: string; readonly required: R; readonly optional: O },
  make: (parts: Complete<R> & ClosedParts<O>) => A,
): Reader<A> {
  const members = closed({ expected, parts: { ...required, ...optional }, required: Object.keys(required) });
  return reader(expected, members.schema, (input, at) => {
    const read = members.read(input, at);
    const isComplete = read?.complete && Object.keys(required).every((key) => Object.hasOwn(read.parts, key));
    // Each required key was found, and read by its own reader.
    return isComplete ? make(read.parts as unknown as Complete<R> & ClosedParts<O>) : undefined;
  });
}

/** A mapping with exactly these keys. */
export function exactMapping<R extends Props, A>(
  expected: string,
  required: R,
  make: (parts: Complete<R>) => A,
): Reader<A> {
  return mapping<R, Record<never, never>, A>({ expected, required, optional: {} }, make);
}
