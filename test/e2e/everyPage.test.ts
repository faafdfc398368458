/*
 * Every kind of page in a real browser: what a tool can tell about how it looks and who can use it. Like planPage.test,
 * it needs chromium.
 */
import { existsSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { foundPartner, type PageName, pageNames, writeEveryPage } from '../support/render/everyPage.ts';
import { lowContrasts } from '../support/render/lowContrasts.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const executablePath = process.env.XTAP_CHROMIUM ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) process.stderr.write(`SKIPPED: the pages are not tested, no ${executablePath}\n`);
jest.setTimeout(60_000);

(hasChromium ? describe : describe.skip)('every page in Chromium', () => {
  const folder = temporaryFolder().path;
  let browser: Browser;
  let files: Readonly<Record<PageName, string>>;

  beforeAll(async () => {
    files = await writeEveryPage(folder);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: PageName, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    await page.goto(pathToFileURL(files[name]).href);
    return page;
  }
  const unfold = (page: Page): Promise<unknown> =>
    page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
  const cases = pageNames.flatMap((name) => (['light', 'dark'] as const).map((scheme) => [name, scheme] as const));

  test.each(cases)('every text of the page of %s in the %s scheme has a contrast of 4.5 to 1', async (name, scheme) => {
    const page = await open(name, { colorScheme: scheme });
    await unfold(page);
    expect(await page.evaluate(lowContrasts)).toEqual([]);
    const back = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(back).toBe(scheme === 'light' ? 'rgb(246, 247, 248)' : 'rgb(16, 19, 23)');
    await page.close();
  });

  test.each(pageNames.flatMap((name) => [390, 760, 1280].map((width) => [name, width] as const)))(
    'the page of %s fits a window of %d columns, also a name without a space',
    async (name, width) => {
      const page = await open(name, { viewport: { width, height: 800 } });
      await unfold(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.close();
    },
  );

  test.each(pageNames)('the page of %s has headings in order, labelled parts and tables with headers', async (name) => {
    const page = await open(name);
    await unfold(page);
    const levels = (await page.evaluate(
      `[...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => Number(tagName[1]))`,
    )) as readonly number[];
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(await page.evaluate(`[...document.querySelectorAll('th:not([scope])')].length`)).toBe(0);
    expect(await page.evaluate(`[...document.querySelectorAll('table:not(:has(thead th))')].length`)).toBe(0);
    const labels = (await page.evaluate(
      `[...document.querySelectorAll('main section[aria-labelledby], [role=region]')].map((part) =>
        document.getElementById(part.getAttribute('aria-labelledby')).textContent)`,
    )) as readonly string[];
    expect(new Set(labels).size).toBe(labels.length);
    await page.close();
  });

  test.each(pageNames)('nothing moves on the page of %s, whatever the reader prefers', async (name) => {
    const page = await open(name);
    const moving = `[...document.querySelectorAll('*')].map((element) => getComputedStyle(element)).filter((style) =>
      style.transitionDuration !== '0s' || style.animationName !== 'none' || style.scrollBehavior !== 'auto').length`;
    expect(await page.evaluate(moving)).toBe(0);
    await page.close();
  });

  test.each(['plan', 'drift', 'check'] as const)(
    'the keyboard reaches every control of %s and shows it',
    async (name) => {
      const page = await open(name);
      const focusable = `[...document.querySelectorAll('a, summary, select, input, [tabindex="0"]')].filter((element) =>
      element.checkVisibility() && (element.type !== 'radio' || element.checked)).length`;
      const wanted = (await page.evaluate(focusable)) as number;
      const seen: unknown[] = [];
      for (let index = 0; index < wanted; index += 1) {
        await page.keyboard.press('Tab');
        // The pill beside a hidden radio button shows the focus for it.
        seen.push(
          await page.evaluate(`(() => {
          const { activeElement: active } = document;
          const shown = active.type === 'radio' ? active.nextElementSibling : active;
          const { outlineStyle, outlineWidth } = getComputedStyle(shown);
          return outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? active.outerHTML.slice(0, 100) : 'shown';
        })()`),
        );
      }
      expect(wanted).toBeGreaterThan(name === 'check' ? 0 : 8);
      expect(seen).toEqual(Array(wanted).fill('shown'));
      await page.close();
    },
  );

  test('all alerts have the same text, and sections keep their distance', async () => {
    const page = await open('plan');
    const sizes = await page.evaluate(
      `[...new Set([...document.querySelectorAll('.alert li')].map((item) => {
        const { fontSize, color } = getComputedStyle(item);
        return fontSize + ' ' + color;
      }))]`,
    );
    expect(sizes).toHaveLength(1);
    const gap = await page.evaluate(
      `document.querySelector('.findings').getBoundingClientRect().top -
        document.querySelector('.scroll').getBoundingClientRect().bottom`,
    );
    expect(gap).toBeGreaterThanOrEqual(24);
    await page.close();
  });

  test('a partner that a rule finds has its id, its rules and its change in the pane, and the filter finds it', async () => {
    const { tenantId, name } = foundPartner;
    const page = await open('plan');
    const header = page.getByRole('rowheader', { name });
    expect(await header.textContent()).toContain('fails X007');
    await header.click();
    const pane = page.getByRole('dialog', { name });
    for (const text of [tenantId, 'fails X007']) expect(await pane.textContent()).toContain(text);
    expect(await pane.getByRole('link', { name: 'Its change' }).getAttribute('href')).toBe(`#change-${tenantId}`);
    await page.keyboard.press('Escape');
    // Its own setting is new; the others are inherited as before, from now on by a partner.
    await header.locator('xpath=following-sibling::td[2]').click();
    expect(await pane.textContent()).not.toContain('It is not a partner.');
    await page.keyboard.press('Escape');
    await page.getByLabel('Action').selectOption('create');
    expect(await page.getByRole('status').textContent()).toMatch(/^1 of \d+ changes, 1 of \d+ partners$/);
    await page.close();
  });
});
