import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';
import { intern, memoize } from '../../src/model/memoize.ts';

describe('memoize and intern', () => {
  it('a memoized function gives the same results as the function', () => {
    const objects = [{ a: 1 }, { a: 1 }, [], null, 'a', false, undefined];
    const input = fc.constantFrom<unknown>(...objects);
    const place = (value: unknown): string => `${objects.indexOf(value as null)}`;
    fc.assert(
      fc.property(fc.array(fc.tuple(input, input, input)), (calls) => {
        const plain = (a: unknown, b: unknown, c: unknown): string => [a, b, c].map(place).join();
        const quick = memoize(plain);
        for (const call of calls) expect(quick(...call)).toBe(plain(...call));
      }),
    );
  });

  it('a result is computed once for the same objects, also if it is undefined', () => {
    const asked: string[] = [];
    const look = memoize((a: object, b: object | null): undefined => {
      asked.push(JSON.stringify([a, b]));
    });
    const [one, other] = [{ n: 1 }, { n: 2 }];
    for (const _ of [1, 2, 3]) {
      look(one, other);
      look(other, one);
      look(one, null);
    }
    expect(asked).toEqual(['[{"n":1},{"n":2}]', '[{"n":2},{"n":1}]', '[{"n":1},null]']);
  });

  it('intern gives one object for equal values that were read separately', () => {
    const one = intern((value) => value);
    const [first, second]: readonly Json[] = [{ a: [1, null] }, { a: [1, null] }];
    expect(one(second ?? null)).not.toBe(first);
    expect(one({ a: [1, null] })).toBe(one(first ?? null));
    expect(one({ a: [1] })).not.toBe(one(first ?? null));
  });
});
