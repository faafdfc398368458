/*
 * The plan page in a real browser. The tests need Debian's chromium (`apt-get install chromium`) or the one that
 * XTAP_CHROMIUM names. Without it they are skipped, and a line on stderr says so.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderPlanHtml } from '../../src/render/html/planHtml.ts';
import type { GroupBy } from '../../src/render/plan/changeGroups.ts';
import { trust } from '../support/builders.ts';
import { hostileNames } from '../support/render/hostileNames.ts';
import { lowContrasts } from '../support/render/lowContrasts.ts';
import { manyStories, type PlannedTenant, planTenant, storiesOfAKind } from '../support/render/plannedTenant.ts';
import { tenant } from '../support/render/samplePlan.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const executablePath = process.env.XTAP_CHROMIUM ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) {
  process.stderr.write(`SKIPPED: the plan page is not tested, no ${executablePath} (apt-get install chromium)\n`);
}
// A browser is slow on a busy machine.
jest.setTimeout(60_000);

const describeInChromium = hasChromium ? describe : describe.skip;

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const offline = ['--disable-background-networking', '--disable-component-update'];

describeInChromium('the plan page in Chromium', () => {
  const folder = temporaryFolder().path;
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...quiet, ...offline] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** The page of a plan, with its errors and its requests. */
  async function openPage(
    { plan, access }: PlannedTenant,
    options: BrowserContextOptions = {},
    groupBy: GroupBy = 'none',
  ): Promise<{ readonly page: Page; readonly events: readonly string[] }> {
    const file = join(folder, 'plan.html');
    writeFileSync(file, renderPlanHtml(plan, access, { groupBy }));
    const url = pathToFileURL(file).href;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
    const events: string[] = [];
    page.on('request', (request) => request.url() === url || events.push(request.url()));
    page.on('console', (message) => events.push(message.text()));
    page.on('pageerror', (error) => events.push(error.message));
    page.on('dialog', (dialog) => events.push(dialog.message()));
    await page.goto(url);
    return { page, events };
  }

  const kinds = planTenant(storiesOfAKind);
  const cellOf = (page: Page, partner: string, column: number) =>
    page.getByRole('grid').getByRole('row', { name: partner }).getByRole('gridcell').nth(column);
  const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');
  const shownRows = (page: Page) => page.locator('.map tbody tr').filter({ visible: true });

  test('loads nothing, and its policy allows its own style and script', async () => {
    const { page, events } = await openPage(kinds);
    expect(await page.getByRole('status').textContent()).toBe('6 of 6 changes, 9 of 9 partners');
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    expect(events).toEqual([]);
    await page.close();
  });

  test('refuses injected pictures, styles, frames and scripts', async () => {
    const { page } = await openPage(kinds);
    const refused = await page.evaluate(`new Promise((done) => {
      const seen = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (seen.push(effectiveDirective) === 4) done(seen.sort());
      });
      const add = (tag, members) => document.body.append(Object.assign(document.createElement(tag), members));
      add('img', { src: 'picture.png' });
      add('style', { textContent: 'body { color: red }' });
      add('iframe', { src: 'other.html' });
      try { document.body.innerHTML = '<b onclick="0">x</b>'; } catch {}
    })`);
    expect(refused).toEqual(['frame-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']);
    await page.close();
  });

  test('shows hostile names as text, in the tables and in the detail pane', async () => {
    const stories = hostileNames.map(([, name], index) => ({
      tenantId: tenant(index + 1),
      name,
      live: { b2bCollaborationInbound: name },
      wanted: { inboundTrust: trust(true) },
    }));
    const { page, events } = await openPage(planTenant(stories));
    const image = page.locator('.map tbody th', { hasText: 'onerror' });
    await image.click();
    expect(await page.getByRole('dialog').getByRole('heading', { level: 2 }).textContent()).toContain('<img src=x');
    expect(await page.locator('img, iframe, object, body script:not(#access) ~ script').count()).toBe(0);
    expect(events).toEqual([]);
    await page.close();
  });

  test('filters changes and partners by name or tenant and by impact, and says how many are left', async () => {
    const { page } = await openPage(kinds);
    const status = page.getByRole('status');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('WOODGROVE');
    expect(await status.textContent()).toBe('1 of 6 changes, 1 of 9 partners');
    expect(await shownRows(page).count()).toBe(1);
    await page.getByRole('searchbox').fill('0000005-');
    expect(await status.textContent()).toBe('1 of 6 changes, 1 of 9 partners');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');
    // Fabrikam, and the two whose change is mixed.
    expect(await status.textContent()).toBe('3 of 6 changes, 3 of 9 partners');
    await page.getByText('Same access').click();
    expect(await status.textContent()).toBe('1 of 6 changes, 4 of 9 partners');
    await page.close();
  });

  test('counts every change of a card of equal changes', async () => {
    const planned = planTenant(manyStories(3000));
    const { page } = await openPage(planned, {}, 'change');
    const amount = planned.plan.changes.length;
    expect(await page.locator('.change').count()).toBeLessThan(amount);
    expect(await page.getByRole('status').textContent()).toBe(
      `${amount} of ${amount} changes, 3,000 of 3,000 partners`,
    );
    await page.getByRole('searchbox').fill('Litware');
    expect(await page.getByRole('status').textContent()).toBe('3 of 27 changes, 333 of 3,000 partners');
    await page.close();
  });

  test('filters changes and their partners by action, setting and profile', async () => {
    const [first, ...others] = kinds.plan.changes;
    const profiled = first && { ...first, fields: first.fields.map((field) => ({ ...field, profile: 'a "b" <c>' })) };
    const plan = { ...kinds.plan, changes: [...(profiled ? [profiled] : []), ...others] };
    const { page } = await openPage({ ...kinds, plan });
    const status = page.getByRole('status');
    const choices = (label: string): Promise<string[]> => page.getByLabel(label).locator('option').allTextContents();
    expect(await choices('Action')).toEqual(['all', '+ add (1)', '~ change (4)', '- delete (1)']);
    await page.getByLabel('Action').selectOption('- delete (1)');
    expect(await status.textContent()).toBe('1 of 6 changes, 1 of 9 partners');
    expect(await page.locator('.change .action').filter({ visible: true }).allTextContents()).toEqual(['- delete']);
    await page.getByLabel('Action').selectOption('');
    const settings = await choices('Setting');
    const [, trustChoice = ''] = /(inboundTrust \((\d+)\))/.exec(settings.join('\n')) ?? [];
    await page.getByLabel('Setting').selectOption(trustChoice);
    const amount = /\d+/.exec(trustChoice)?.[0];
    expect(await status.textContent()).toMatch(`${amount} of 6 changes, `);
    await page.getByLabel('Setting').selectOption('');
    await page.getByLabel('Profile').selectOption('a "b" <c> (1)');
    expect(await status.textContent()).toMatch('1 of 6 changes, ');
    await page.close();
  });

  test('has links to its parts at the top', async () => {
    const { page } = await openPage(kinds);
    await page.getByRole('link', { name: 'Trust map' }).click();
    const [title, bar] = [page.getByRole('heading', { name: 'Trust map' }), page.getByRole('search')];
    const [seen, above] = [await title.boundingBox(), await bar.boundingBox()];
    expect(seen?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
    expect(seen?.y).toBeLessThan(300);
    await page.close();
  });

  test('shows all settings in a window of 1280 columns, and the header stays below the filter', async () => {
    const { page } = await openPage(planTenant(manyStories(300)), { viewport: { width: 1280, height: 800 } });
    const headers = page.locator('.map thead tr').first().locator('th');
    expect(await headers.count()).toBe(12);
    await page.locator('.map tbody tr').nth(150).scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 400);
    await page.waitForFunction('scrollY > 2000');
    const bar = await page.getByRole('search').boundingBox();
    const boxes = await Promise.all((await headers.all()).map((header) => header.boundingBox()));
    for (const box of boxes) {
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
      expect(Math.abs((box?.y ?? 0) - ((bar?.y ?? 0) + (bar?.height ?? 0)))).toBeLessThanOrEqual(1);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
    await page.close();
  });

  test('the pane lies beside its cell, on either side', async () => {
    const { page } = await openPage(kinds, { viewport: { width: 1280, height: 800 } });
    for (const column of [0, 10]) {
      const cell = cellOf(page, 'Litware', column);
      await cell.click();
      const [seen, pane] = [await cell.boundingBox(), await page.getByRole('dialog').boundingBox()];
      const [left, right] = [pane?.x ?? 0, (pane?.x ?? 0) + (pane?.width ?? 0)];
      expect((seen?.x ?? 0) >= right || (seen?.x ?? 0) + (seen?.width ?? 0) <= left).toBe(true);
      await page.keyboard.press('Escape');
    }
    await page.close();
  });

  test('an inherited cell is quieter than an own one: no fill, and soft text', async () => {
    const { page } = await openPage(kinds);
    const lookOf = (selector: string): Promise<readonly string[]> =>
      page.evaluate(`(({ color, backgroundColor }) => [color, backgroundColor])(
        getComputedStyle(document.querySelector('${selector}')))`);
    const panel = await lookOf('.change');
    const [quiet, own] = [await lookOf('td.closed.quiet:not(.changed)'), await lookOf('td.closed:not(.quiet)')];
    expect(quiet[1]).toBe(panel[1]);
    expect(own[1]).not.toBe(panel[1]);
    expect(quiet[0]).toBe((await lookOf('footer'))[0]);
    await page.close();
  });

  test('has one cell of the map in the tab order, and arrow keys move it', async () => {
    const { page } = await openPage(kinds);
    expect(await page.locator('.map [tabindex]').count()).toBe(1);
    await page.locator('.map [tabindex]').focus();
    expect(await focused(page)).toContain('Any other tenant');
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
    const first = page.locator('.map tbody tr').first();
    expect(await first.locator('td').first().and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Control+End');
    const last = page.locator('.map tbody tr').last().locator('td').last();
    expect(await last.and(page.locator(':focus')).count()).toBe(1);
    expect(await page.locator('.map [tabindex]').count()).toBe(1);
    await page.close();
  });

  test('skips rows that are filtered out', async () => {
    const { page } = await openPage(kinds);
    await page.getByRole('searchbox').fill('ware');
    await page.locator('.map [tabindex]').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('Litware');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('Proseware');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('Proseware');
    await page.close();
  });

  test('opens the reasons with Enter and returns the focus with Escape', async () => {
    const { page } = await openPage(kinds);
    const cell = cellOf(page, 'Contoso Ltd', 2);
    expect(await cell.textContent()).toBe('Open → Closed\n▼ narrows, inherited');
    await cell.click();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Contoso Ltd' });
    expect(await focused(page)).toBe('Contoso Ltd');
    const text = await dialog.textContent();
    const parts = ['b2bDirectConnectInbound', 'narrows', 'Before', 'For everybody: all applications.', 'set here'];
    for (const part of [...parts, 'After', 'For nobody.', 'inherited from the default']) expect(text).toContain(part);
    await page.keyboard.press('Escape');
    expect(await cell.and(page.locator(':focus')).count()).toBe(1);
    await page.close();
  });

  test('shows every setting of a partner when its name is opened', async () => {
    const { page } = await openPage(kinds);
    await page.getByRole('rowheader', { name: 'Litware' }).click();
    const settings = page.getByRole('dialog').getByRole('heading', { level: 3 });
    expect(await settings.allTextContents()).toEqual(kinds.access.settings.map(({ name }) => name));
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await focused(page)).toContain('Litware');
    await page.close();
  });

  test('lays out only the rows near the screen of three thousand partners, filtered or not', async () => {
    const amount = 3000;
    const { page } = await openPage(planTenant(manyStories(amount)));
    const laidOut = (): Promise<number> =>
      page.evaluate(`[...document.querySelectorAll('.map tbody tr')].filter((row) =>
        row.checkVisibility({ contentVisibilityAuto: true })).length`);
    const height = (): Promise<number> => page.evaluate(`document.querySelector('.map').scrollHeight`);
    expect(await page.locator('.map tbody tr').count()).toBe(amount);
    expect(await page.evaluate(`document.querySelectorAll('.map *').length`)).toBeLessThan(amount * 16);
    await page.locator('.map [tabindex]').focus();
    await page.keyboard.press('Control+End');
    expect(await laidOut()).toBeLessThan(300);
    const full = await height();
    await page.getByRole('searchbox').fill('Litware');
    expect(await page.getByRole('status').textContent()).toBe('3 of 27 changes, 333 of 3,000 partners');
    expect(await laidOut()).toBeLessThan(300);
    // A group is as high as its visible rows, so there is no empty space to scroll through.
    expect(Math.abs((await height()) / full - 333 / amount)).toBeLessThan(0.03);
    await page.close();
  });

  test('is complete without its script', async () => {
    const { page } = await openPage(kinds, { javaScriptEnabled: false });
    expect(await page.getByRole('search').isVisible()).toBe(false);
    expect(await shownRows(page).count()).toBe(9);
    expect(await page.locator('.change').filter({ visible: true }).count()).toBe(6);
    await page.close();
  });

  test.each(['light', 'dark'] as const)(
    'every text in the %s scheme has a contrast of 4.5 to 1',
    async (colorScheme) => {
      const { page } = await openPage(kinds, { colorScheme });
      await cellOf(page, 'Contoso Ltd', 3).click();
      expect(await page.evaluate(lowContrasts)).toEqual([]);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        colorScheme === 'light' ? 'rgb(246, 247, 248)' : 'rgb(16, 19, 23)',
      );
      await page.close();
    },
  );

  test('groups fit a narrow window, too', async () => {
    const { plan } = kinds;
    const fields = plan.changes.flatMap((change) => change.fields);
    const deleted = plan.changes.map((change, index) => ({
      ...change,
      action: 'delete' as const,
      resource: 'partner' as const,
      after: null,
      fields: fields.slice(0, index + 1),
    }));
    const { page } = await openPage(
      { ...kinds, plan: { ...plan, changes: deleted } },
      { viewport: { width: 360, height: 700 } },
      'change',
    );
    expect(await page.locator('.change').count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.close();
  });

  test('fits a narrow window: only the map scrolls sideways, and the pane does not cover its cell', async () => {
    const { page } = await openPage(kinds, { viewport: { width: 360, height: 700 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const cell = cellOf(page, 'Litware', 2);
    await cell.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const [seen, pane] = [await cell.boundingBox(), await page.getByRole('dialog').boundingBox()];
    expect((seen?.y ?? 0) + (seen?.height ?? 0)).toBeLessThanOrEqual(pane?.y ?? 0);
    await page.close();
  });
});
