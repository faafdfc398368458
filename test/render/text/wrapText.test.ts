import fc from 'fast-check';
import { wrapText } from '../../../src/render/text/wrapText.ts';

const indents = { first: '  ', rest: '      ' };

describe('wrapText', () => {
  it('starts each further line at the indent, also where the text has two spaces', () => {
    const words = fc.array(fc.stringMatching(/^[a-z▲]{1,9}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        words,
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        fc.integer({ min: 12, max: 40 }),
        (list, wide, width) => {
          const text = list
            .map((word, index) => word + (wide[index] ? '  ' : ' '))
            .join('')
            .trimEnd();
          const [, ...further] = wrapText(text, width, indents);
          expect(further.filter((line) => !/^ {6}\S/.test(line))).toEqual([]);
        },
      ),
    );
  });

  it('keeps two spaces within a line', () => {
    expect(wrapText('Fabrikam  90e29127', 72, indents)).toEqual(['  Fabrikam  90e29127']);
  });
});
