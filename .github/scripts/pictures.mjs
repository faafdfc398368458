// `npm run pictures`: takes the pictures of README and the guides (.github/docs/images), in a light and a dark version.
// They show the tenant of `xtap demo`: the trust map and the findings of its plan, the group of equal changes of the
// page on reports, and the comment of a small pull request after the plan.
// Needs Debian's chromium (`apt-get install chromium`) and a built dist/. Loads nothing from a network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { githubHtml, githubPage } from './githubPage.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = join(root, 'dist', 'xtap.cjs');
const images = join(root, '.github', 'docs', 'images');

async function xtap(cwd, words) {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`xtap ${words.join(' ')} ended with ${code}`);
}

/**
 * Writes map.html, the plan of the demo; groups.html, the plan of report.md; and comment.md, the plan of a pull request
 * that changes two partners.
 */
async function makePlans(folder) {
  const emulator = spawn(process.execPath, [program, 'emulate', '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(createInterface({ input: emulator.stdout }), 'line');
    const target = ['--graph-url', JSON.parse(line).url, '--quiet'];
    await cp(join(root, 'configs'), join(folder, 'configs'), { recursive: true });
    await xtap(folder, ['plan', '-o', 'html=map.html', ...target]);
    await mkdir(join(folder, 'suppliers'));
    await writeFile(join(folder, 'suppliers', 'suppliers.yaml'), await exampleOf('report.md'));
    await xtap(folder, ['plan', 'suppliers', '-o', 'html=groups.html', ...target]);
    // This setting would only add warnings to the picture.
    await edit(join(folder, 'configs', 'contoso.yaml'), [['    b2bDirectConnectInbound: blocked\n', '']]);
    await xtap(folder, ['apply', '--yes', '--allow-broadening', ...target]);
    await cp(join(folder, 'configs'), join(folder, 'main'), { recursive: true });
    await edit(join(folder, 'configs', 'partners.yaml'), [
      ['{ isMfaAccepted: true }', '{ isMfaAccepted: true, isCompliantDeviceAccepted: true }'],
      [
        'name: Graphic Design Institute\n    inboundTrust: { isMfaAccepted: true }',
        'name: Graphic Design Institute\n    state: absent',
      ],
    ]);
    await xtap(folder, ['plan', '--base', 'main', '-o', 'markdown=comment.md', ...target]);
  } finally {
    emulator.kill();
  }
}

/** The configuration in a guide. */
async function exampleOf(page) {
  const markdown = await readFile(join(root, '.github', 'docs', page), 'utf8');
  const [, yaml] = /```yaml\n(version: 1\n[\s\S]*?)```/.exec(markdown) ?? [];
  if (yaml === undefined) throw new Error(`${page} has no configuration`);
  return yaml;
}

/** Makes each replacement once; throws if a text is missing. */
async function edit(file, replacements) {
  let text = await readFile(file, 'utf8');
  for (const [before, after] of replacements) {
    if (!text.includes(before)) throw new Error(`${file} does not contain: ${before}`);
    text = text.replace(before, after);
  }
  await writeFile(file, text);
}

/** The comment in GitHub's frame for comments. */
function commentPage(markdown) {
  return githubPage(`<style>
.comment { width: 830px; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; font-size: 14px; }
.comment header { padding: 8px 16px; color: var(--soft); background: var(--fill); border-bottom: 1px solid var(--line); }
.comment header b { color: var(--ink); } .comment main { padding: 16px; } .comment h2 { margin-top: 0; }
.comment main > :last-child { margin-bottom: 0; }
</style><div class="comment"><header><b>github-actions</b> commented</header><main>${githubHtml(markdown)}</main></div>`);
}

/** The top left of the trust map: whole columns and rows, with a margin. */
async function clipOfMap(page) {
  const section = await page.locator('section[aria-labelledby="map-title"]').boundingBox();
  const cell = await page.locator('.map tr:nth-child(5) td:nth-child(8)').boundingBox();
  const [x, y] = [section.x - 22, section.y - 16];
  return { x, y, width: cell.x + cell.width - x, height: cell.y + cell.height - y };
}

/** Unfolds the first match. A click would scroll the page, and clips are relative to its top. */
function open(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((details) => {
      details.open = true;
    });
}

/** The comment down to its table. */
async function clipOfComment(page) {
  const comment = await page.locator('.comment').boundingBox();
  const table = await page.locator('.comment main > table').first().boundingBox();
  return { ...comment, height: table.y + table.height - comment.y + 16 };
}

/** From the top of one element to the bottom of another, with a margin. */
async function clipBetween(page, first, last, width) {
  const from = await page.locator(first).first().boundingBox();
  const to = await page.locator(last).first().boundingBox();
  const margin = 16;
  const left = Math.min(from.x, to.x) - margin;
  return { x: Math.max(left, 0), y: from.y - margin, width, height: to.y + to.height - from.y + margin + 2 };
}

/** A WebP has a quarter of the size of a PNG here; Playwright's own screenshots do not support WebP. */
async function takePicture(page, name, clip) {
  const session = await page.context().newCDPSession(page);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const options = { format: 'webp', quality: 80, clip: { ...clip, scale: 1 }, captureBeyondViewport: true };
    const { data } = await session.send('Page.captureScreenshot', options);
    await writeFile(join(images, `${name}-${colorScheme}.webp`), Buffer.from(data, 'base64'));
  }
}

const folder = await mkdtemp(join(tmpdir(), 'xtap-pictures-'));
const browser = await chromium.launch({
  executablePath: process.env.XTAP_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'],
});
try {
  await mkdir(images, { recursive: true });
  await makePlans(folder);
  // The policy of the page allows only its own style, so it is bypassed: a narrow font, and texts as wide as the
  // picture.
  const page = await browser.newPage({
    bypassCSP: true,
    deviceScaleFactor: 1.5,
    viewport: { width: 1280, height: 2000 },
  });
  await page.setContent(commentPage(await readFile(join(folder, 'comment.md'), 'utf8')));
  await takePicture(page, 'comment', await clipOfComment(page));
  await page.goto(pathToFileURL(join(folder, 'map.html')).href);
  const narrow =
    'body { font-family: "DejaVu Sans Condensed", sans-serif } section > :not(.scroll) { max-width: 51rem }';
  await page.addStyleTag({ content: narrow });
  await takePicture(page, 'trust-map', await clipOfMap(page));
  await open(page, '.findings details');
  await takePicture(
    page,
    'report-findings',
    await clipBetween(page, '.findings h2', '.findings details:nth-of-type(4)', 850),
  );
  await page.goto(pathToFileURL(join(folder, 'groups.html')).href);
  await page.addStyleTag({ content: narrow });
  await open(page, '.change details:last-of-type');
  await takePicture(page, 'report-groups', await clipBetween(page, '#filter', '.change', 1000));
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
