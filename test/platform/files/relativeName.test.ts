import { posix, win32 } from 'node:path';
import { relativeName } from '../../../src/platform/files/relativeName.ts';

it('has slashes on Windows, so that configurations, messages and git name the same file on every system', () => {
  expect(relativeName('C:\\work\\repo\\configs\\partners\\fabrikam.yaml', 'C:\\work\\repo', win32)).toBe(
    'configs/partners/fabrikam.yaml',
  );
});

it.each([
  ['configs\\contoso.yaml', 'configs/contoso.yaml'],
  ['configs/contoso.yaml', 'configs/contoso.yaml'],
  ['.\\configs\\', 'configs'],
  ['..\\other\\a.yaml', '../other/a.yaml'],
  ['D:\\policy\\a.yaml', 'D:/policy/a.yaml'],
  ['\\\\server\\share\\a.yaml', '//server/share/a.yaml'],
])('takes %s as Windows does', (given, name) => {
  const cwd = 'C:\\work\\repo';
  expect(relativeName(win32.resolve(cwd, given), cwd, win32)).toBe(name);
});

it('keeps a backslash in the name of a file on other systems', () => {
  expect(relativeName('/repo/a\\b.yaml', '/repo', posix)).toBe('a\\b.yaml');
});
