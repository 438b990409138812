// Looks at built sites in a browser, page kind by page kind.
//
// Four workspaces: the demo, one without records, six hundred made-up records, and the demo with broken files. With
// OPSBOOK_SITE_SLOW=1 ten thousand made-up records as well, and with OPSBOOK_SITE_BUNDLE=FOLDER that workspace. Of each
// the pages that differ in kind are opened from a server and from file://, in light and dark, wide and narrow, with and
// without the script. Every page of all four is read for links that lead nowhere and ids that stand twice.

import { execFileSync } from 'node:child_process';
import { createReadStream, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { isSearchFile, search, speed } from './search.mjs';

const TODAY = '2026-11-20';
const MOST_BYTES = 150_000;
const MOST_REQUESTS = 4;
const MOST_ELEMENTS = 3000;
const MOST_PAINT = 1000;
const MOST_SHIFT = 0.02;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const program = resolve(process.argv[2] ?? '');
let passed = 0;
let failed = 0;

// Counts a check; what is wrong, if anything, is said in one line each.
function check(name, problems) {
  if (problems.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
  if (problems.length > 10) console.log(`    and ${problems.length - 10} more`);
}

// Runs checks; one that cannot run to its end has failed.
async function attempt(name, checks) {
  try {
    await checks();
  } catch (error) {
    check(name, [String(error).split('\n')[0]]);
  }
}

// ---- the workspaces ----

const scratch = mkdtempSync(join(tmpdir(), 'opsbook-site-'));

function opsbook(...words) {
  try {
    execFileSync(program, words, { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`opsbook ${words.join(' ')}: ${error.stderr}`);
  }
}

function makeDemo() {
  const folder = join(scratch, 'demo');
  opsbook('demo', folder, '--today', TODAY);
  return folder;
}

// A workspace as `init` makes it, without the records.
function makeEmpty() {
  const folder = join(scratch, 'empty');
  opsbook('init', folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name !== 'opsbook.toml' && !entry.name.startsWith('.')) rmSync(join(folder, entry.name), { recursive: true });
  }
  opsbook('-C', folder, 'build', '--today', TODAY);
  return folder;
}

// Commits everything that lies there, at noon of a day.
function commit(folder, day, message) {
  const when = `${day}T12:00:00Z`;
  const env = { PATH: process.env.PATH, HOME: scratch, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };
  const who = ['-c', 'user.name=Inês <Duarte>', '-c', 'user.email=ines@example.invalid'];
  execFileSync('git', ['-C', folder, 'add', '-A'], { env });
  execFileSync('git', ['-C', folder, ...who, 'commit', '-q', '-m', message], { env });
}

// Six hundred records with a history of a month, in which each gets another title.
function makeScale(name, size) {
  const folder = join(scratch, name);
  opsbook('demo', folder, '--size', String(size));
  execFileSync('git', ['init', '-q', '-b', 'main', folder]);
  commit(folder, '2026-10-01', 'Start');
  const files = readdirSync(folder, { recursive: true }).filter((path) => /^[a-z].*\/.*\.(md|toml)$/.test(path)).sort();
  for (let day = 2; day <= 28; day += 1) {
    for (const path of files.filter((_, place) => place % 27 === day - 2)) {
      const text = readFileSync(join(folder, path), 'utf8');
      writeFileSync(join(folder, path), text.replace(/^title = "/m, `title = "Day ${day} <b>: `));
    }
    commit(folder, `2026-10-${String(day).padStart(2, '0')}`, `Day ${day}\n\nOps-Reason: titles <say> & tell`);
  }
  opsbook('-C', folder, 'build', '--today', TODAY);
  return folder;
}

// A workspace from elsewhere; only its site is written, and not into it.
function makeBundle(from) {
  const folder = join(scratch, 'bundle');
  opsbook('-C', from, 'build', '--today', TODAY, '--out', join(folder, 'public'));
  return folder;
}

// The demo with a file that does not parse, fields of a wrong type, references and links that lead nowhere, and a text
// that tries everything that Markdown has.
function makeBroken(demo) {
  const folder = join(scratch, 'broken');
  cpSync(demo, folder, { recursive: true, filter: (path) => !path.endsWith('/public') });
  const change = (path, ...pairs) => {
    let text = readFileSync(join(folder, path), 'utf8');
    for (const [from, to] of pairs) {
      if (!from.test(text)) throw new Error(`${path} has no ${from}`);
      text = text.replace(from, to);
    }
    writeFileSync(join(folder, path), text);
  };
  change('feedback/2026-10/csv-export-cuts-emoji.md', [/^source = "(.*)"$/m, 'source = "$1']);
  change('initiatives/faster-search.md', [/^target = .*$/m, 'target = "soon, I hope"'], [/^themes = \[/m, 'themes = ["serch-speed", '],
    [/$/, `

# Main

## Main

| | Count | Middle |
|---|--:|:-:|
| a row | 1 | x |

<div onclick="alert(1)">raw</div> and <script>alert(2)</script>, [[nowhere]], [a file](nowhere.md), https://example.org

- [x] **done**, loose

- [ ] open @mara due:2026-12-01

> a quotation

\`\`\`
a line of code that does not wrap, however long it may be, ${'for it goes on and on '.repeat(12)}
\`\`\`

${'unbroken'.repeat(40)}
`]);
  change('initiatives/team-inbox.md', [/^status = .*$/m, 'status = "no-such-status"'], [/^title = .*$/m, `title = "${'Inbox'.repeat(30)} <b>&"`]);
  change('people.toml', [/^/, 'nonsense = 1\n']);
  // More findings than a page shows.
  const many = Array.from({ length: 300 }, (_, place) => `key_${place} = ${place}`).join('\n');
  change('themes/search-speed.md', [/^title = .*$/m, `$&\n${many}`]);
  opsbook('-C', folder, 'build', '--today', TODAY);
  return folder;
}

function htmlFiles(site) {
  return readdirSync(site, { recursive: true }).filter((path) => path.endsWith('.html')).sort();
}

function largest(site, files) {
  return files.reduce((a, b) => (statSync(join(site, b)).size > statSync(join(site, a)).size ? b : a));
}

// The pages that stand for their kind: one of each template and the heaviest of all.
function pagesOf(name, site) {
  const files = htmlFiles(site);
  const named = {
    demo: ['index.html', 'about.html', 'problems.html', 'rules.html', 'search.html', 'changes/index.html', 'initiative/index.html', 'feedback/index.html',
      'initiative/faster-search.html', 'process/release.html', 'person/mara.html', 'theme/search-speed.html'],
    empty: ['index.html', 'about.html', 'problems.html', 'search.html', 'initiative/index.html'],
    scale: ['index.html', 'changes/index.html', ...files.filter((path) => /^changes\/\d/.test(path)).slice(0, 1), ...files.filter((path) => path.endsWith('index.2.html')).slice(0, 1)],
    broken: ['index.html', 'problems.html', 'initiative/index.html', 'initiative/faster-search.html',
      'initiative/team-inbox.html', 'feedback/csv-export-cuts-emoji.html', 'theme/search-speed.html'],
  }[name] ?? ['index.html', 'about.html', 'problems.html', 'search.html'];
  const indexes = files.filter((path) => /\/index(\.\d+)?\.html$/.test(path));
  const records = files.filter((path) => path.includes('/') && !indexes.includes(path));
  const heaviest = [indexes, records].filter((list) => list.length > 0).map((list) => largest(site, list));
  return [...new Set([...named, ...heaviest])];
}

// ---- without a browser: links, ids, validity ----

function readPages(name, site) {
  const pages = new Map(htmlFiles(site).map((path) => [path, readFileSync(join(site, path), 'utf8')]));
  const ids = new Map([...pages].map(([path, html]) => [path, [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])]));
  const twice = [];
  const nowhere = [];
  const styled = [];
  for (const [path, html] of pages) {
    const list = ids.get(path);
    for (const id of new Set(list.filter((id, place) => list.indexOf(id) !== place))) twice.push(`${path}: ${id}`);
    if (/<[a-z][^>]*\s(style|on[a-z]+)=/i.test(html)) styled.push(path);
    for (const [, written] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https?|mailto):/.test(written)) continue;
      const [file, fragment] = written.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
      if (!existsSync(join(site, target))) nowhere.push(`${path}: ${written}`);
      // A text may link to a heading that its file does not have; what the templates write must be there.
      else if (fragment?.match(/^(o|i)-/) && !ids.get(target)?.includes(fragment)) nowhere.push(`${path}: ${written}`);
    }
  }
  check(`${name}: every link leads to a page (${pages.size} pages)`, nowhere);
  check(`${name}: no id stands twice`, twice);
  check(`${name}: no inline style, no inline handler`, styled);
  return pages;
}

async function validate(name, pages, paths) {
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ['html-validate:standard'] }));
  const wrong = [];
  for (const path of paths) {
    const report = await validator.validateString(pages.get(path), path);
    for (const result of report.results) {
      for (const message of result.messages) {
        wrong.push(`${path}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
      }
    }
  }
  check(`${name}: valid HTML (${paths.length} pages)`, wrong);
}

// ---- in a browser ----

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

async function serve(site) {
  const server = createServer((request, response) => {
    const path = join(site, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (!path.startsWith(site) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    createReadStream(path).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

// A page that notes what it complains about and what it asks for.
async function open(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen = { complaints: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url()));
  return { page, seen, close: () => context.close() };
}

async function axe(browser, base, path, where) {
  const problems = [];
  const { page, close } = await open(browser, {});
  await page.goto(base + path);
  if (path.includes('?q=')) await page.locator('.hits').waitFor();
  await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 375]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
      for (const { id, help, nodes } of violations) {
        problems.push(`${colorScheme} ${width}: ${id}: ${help}`);
        for (const node of nodes.slice(0, 3)) problems.push(`  ${node.html.slice(0, 160)} ${(node.any[0]?.message ?? '').slice(0, 120)}`);
      }
    }
  }
  await close();
  check(`${where}: axe`, problems);
}

async function weigh(browser, base, site, path, where) {
  const { page, seen, close } = await open(browser, { viewport: { width: 320, height: 800 } });
  await page.goto(base + path);
  const measured = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    elements: document.querySelectorAll('*').length,
    headings: document.querySelectorAll('h1').length,
    icon: document.querySelector('link[rel=icon]').href,
  }));
  const { paint, shift } = await page.evaluate(vitals);
  // A headless browser asks for no icon; a reader's does.
  // The index of search is asked for on demand, and weighed apart.
  const asked = new Set([...seen.requests, measured.icon].filter((url) => path === 'search.html' ? !isSearchFile(url) : true));
  const elsewhere = [...asked].filter((url) => !url.startsWith(base));
  const files = [...asked].filter((url) => url.startsWith(base)).map((url) => join(site, decodeURIComponent(new URL(url).pathname)));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  check(`${where}: no sideways scroll at 320 px`, measured.width > 320 ? [`${measured.width} px`] : []);
  check(`${where}: one h1`, measured.headings === 1 ? [] : [`${measured.headings}`]);
  check(`${where}: weight`, bytes > MOST_BYTES ? [`${bytes} bytes`] : []);
  check(`${where}: requests`, asked.size > MOST_REQUESTS ? [...asked] : []);
  check(`${where}: no request to another host`, elsewhere);
  check(`${where}: elements`, measured.elements > MOST_ELEMENTS ? [`${measured.elements}`] : []);
  check(`${where}: nothing on the console`, seen.complaints);
  check(`${where}: largest paint`, paint > 0 && paint <= MOST_PAINT ? [] : [`${paint} ms`]);
  check(`${where}: layout shift`, shift <= MOST_SHIFT ? [] : [`${shift}`]);
  await close();
  return { path: where, bytes, requests: asked.size, elements: measured.elements, paint: Math.round(paint), shift };
}

// In the page: when the largest thing was painted, in milliseconds, and how much of the page moved.
async function vitals() {
  await new Promise((done) => { setTimeout(done, 100); });
  const entries = (type) => new Promise((done) => {
    const all = [];
    const observer = new PerformanceObserver((list) => all.push(...list.getEntries()));
    observer.observe({ type, buffered: true });
    setTimeout(() => done([...all, ...observer.takeRecords()]), 50);
  });
  const [paints, shifts] = await Promise.all([entries('largest-contentful-paint'), entries('layout-shift')]);
  return {
    paint: Math.max(0, ...paints.map((entry) => entry.startTime)),
    shift: shifts.reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0),
  };
}

async function fromDisk(browser, site, path, where) {
  const { page, seen, close } = await open(browser, {});
  await page.goto(pathToFileURL(join(site, path)).href);
  const styled = await page.evaluate(() => getComputedStyle(document.querySelector('main')).maxWidth);
  const scripted = await page.evaluate(() => document.documentElement.dataset.script === '');
  check(`${where}: from file://`, [
    ...seen.complaints,
    ...seen.requests.filter((url) => !url.startsWith('file://')),
    ...(styled === '1280px' ? [] : [`the styles do not apply: ${styled}`]),
    ...(scripted ? [] : ['the script did not run']),
  ]);
  await close();
}

async function withoutScript(browser, base, path, where) {
  const { page, seen, close } = await open(browser, { javaScriptEnabled: false, viewport: { width: 375, height: 800 } });
  await page.goto(base + path);
  const problems = [...seen.complaints];
  if (!(await page.locator('h1').first().isVisible())) problems.push('the title is not shown');
  await page.locator('.menu summary').click();
  if (!(await page.locator('.menu a').first().isVisible())) problems.push('the menu does not open');
  for (const one of await page.locator('.scripted').all()) {
    if (await one.isVisible()) problems.push(`what does nothing is shown: ${await one.evaluate((element) => element.outerHTML.slice(0, 80))}`);
  }
  check(`${where}: without script`, problems);
  await close();
}

async function keyboard(browser, base) {
  const wide = await open(browser, { viewport: { width: 1280, height: 800 } });
  await wide.page.goto(`${base}index.html`);
  await wide.page.keyboard.press('Tab');
  const first = await wide.page.evaluate(() => ({ text: document.activeElement.textContent, left: document.activeElement.getBoundingClientRect().left }));
  await wide.page.keyboard.press('Enter');
  const inMain = await wide.page.evaluate(() => document.activeElement.tagName);
  check('keyboard: the first stop is the skip link, which can be seen and leads to the content', [
    ...(first.text === 'Skip to content' && first.left >= 0 ? [] : [JSON.stringify(first)]),
    ...(inMain === 'MAIN' ? [] : [`the focus is in ${inMain}`]),
  ]);
  await wide.close();

  const narrow = await open(browser, { viewport: { width: 375, height: 800 } });
  await narrow.page.goto(`${base}initiative/index.html`);
  const stops = [];
  for (let stop = 0; stop < 4 && stops.at(-1) !== 'SUMMARY'; stop += 1) {
    await narrow.page.keyboard.press('Tab');
    stops.push(await narrow.page.evaluate(() => document.activeElement.tagName));
  }
  await narrow.page.keyboard.press('Enter');
  const links = await narrow.page.locator('.menu a').evaluateAll((list) => list.map((link) => link.getBoundingClientRect().height));
  const current = await narrow.page.locator('.menu [aria-current=page]').count();
  check('keyboard: the menu opens, its links are large enough, one is the current page', [
    ...(stops.at(-1) === 'SUMMARY' ? [] : [`stops: ${stops}`]),
    ...(links.length > 0 && links.length <= 8 && links.every((height) => height >= 24) ? [] : [`links: ${links}`]),
    ...(current === 1 ? [] : [`${current} current pages`]),
  ]);
  await narrow.close();
}

async function theme(browser, base) {
  const { page, seen, close } = await open(browser, { colorScheme: 'light', viewport: { width: 1280, height: 800 } });
  await page.goto(`${base}index.html`);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const button = page.locator('.tools [data-theme-button]');
  const seenThemes = [[await button.textContent(), await background()]];
  await button.click();
  await button.click();
  seenThemes.push([await button.textContent(), await background()]);
  await page.goto(`${base}initiative/index.html`);
  seenThemes.push([await page.locator('.tools [data-theme-button]').textContent(), await background()]);
  const expected = [['Theme: auto', 'rgb(255, 255, 255)'], ['Theme: dark', 'rgb(20, 23, 28)'], ['Theme: dark', 'rgb(20, 23, 28)']];
  check('theme: the choice is kept from page to page', [
    ...seen.complaints,
    ...(JSON.stringify(seenThemes) === JSON.stringify(expected) ? [] : [JSON.stringify(seenThemes)]),
  ]);
  await close();
}

async function table(browser, base) {
  const { page, seen, close } = await open(browser, { viewport: { width: 1280, height: 800 } });
  await page.goto(`${base}feedback/index.html`);
  const titles = () => page.locator('tbody tr:visible th a').allTextContents();
  const all = await titles();
  const first = await page.locator('thead th[aria-sort]').evaluateAll((list) => list.map((heading) => `${heading.textContent} ${heading.ariaSort}`));
  await page.locator('#o-contains').fill('search');
  const some = await titles();
  await page.locator('.filters select').first().selectOption('triaged');
  const fewer = await titles();
  await page.locator('.filters [type=reset]').click();
  await page.waitForFunction((count) => document.querySelectorAll('tbody tr:not([hidden])').length === count, all.length);
  await page.locator('thead button').first().click();
  const sorted = await titles();
  const direction = await page.locator('thead th').first().getAttribute('aria-sort');
  const caption = await page.locator('caption').textContent();
  // By keyboard the same: Tab from the form into the heading's button, Enter turns the order round.
  await page.locator('thead button').first().focus();
  await page.keyboard.press('Enter');
  const turned = await page.locator('thead th').first().getAttribute('aria-sort');
  await page.locator('.filters [type=reset]').focus();
  const stops = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => document.activeElement.className));
  }
  const received = page.locator('thead th', { hasText: 'Received' });
  await received.locator('button').click();
  const days = await page.locator('tbody time').evaluateAll((list) => list.map((time) => time.dateTime));
  const ordered = (list) => JSON.stringify(list) === JSON.stringify([...list].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  check('table: the filter narrows, clearing shows all, headings sort', [
    ...seen.complaints,
    ...(some.length > 0 && some.length < all.length ? [] : [`filter by word: ${some.length} of ${all.length}`]),
    ...(fewer.length > 0 && fewer.length < some.length ? [] : [`filter by status: ${fewer.length} of ${some.length}`]),
    ...(direction === 'ascending' && ordered(sorted) ? [] : [`sorted ${direction}: ${sorted.slice(0, 4)}`]),
    ...(first.join() === 'Received descending' ? [] : [`sorted at first: ${first}`]),
    ...(caption === `1 to ${all.length} of ${all.length}, by title, ascending` ? [] : [`caption: ${caption}`]),
    ...(turned === 'descending' ? [] : [`Enter on a heading: ${turned}`]),
    ...(stops.join() === 'scroll,sort,sort' ? [] : [`after the form: ${stops}`]),
    ...(ordered(days) ? [] : [`days: ${days.slice(0, 4)}`]),
  ]);
  await close();
}

// The table under a chart and its two files say the same.
async function chartFiles(browser, base) {
  const { page, seen, close } = await open(browser, { viewport: { width: 1280, height: 800 } });
  await page.goto(`${base}metric/activation.html`);
  await page.locator('.chart summary').click();
  const shown = await page.locator('.chart .data tbody tr').count();
  const [json, csv] = await page.locator('.chart .files a').evaluateAll((links) => links.map((link) => link.href));
  const data = await (await page.request.get(json)).json();
  const lines = (await (await page.request.get(csv)).text()).trim().split('\n');
  const { charts } = await (await page.request.get(`${base}data/index.json`)).json();
  const listed = charts.filter((chart) => base + chart.url === `${page.url()}#o-${data.name}` && base + chart.json === json && base + chart.csv === csv);
  const anchor = await page.locator(`[id="o-${data.name}"]`).count();
  check('charts: the data below a chart is in its files, which are in the list of all', [
    ...seen.complaints,
    ...(shown > 1 && data.rows.length === shown && lines.length === shown + 1 ? [] : [`rows: ${shown} shown, ${data.rows.length} in JSON, ${lines.length - 1} in CSV`]),
    ...(listed.length === 1 && anchor === 1 ? [] : [`listed ${listed.length} times, ${anchor} anchors`]),
  ]);
  await close();
}

async function printed(browser, base) {
  const { page, close } = await open(browser, { viewport: { width: 800, height: 1000 }, colorScheme: 'dark' });
  await page.goto(`${base}initiative/faster-search.html`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = await page.evaluate(() => ({
    background: getComputedStyle(document.body).backgroundColor,
    navigation: getComputedStyle(document.querySelector('.nav')).display,
  }));
  check('print: light, without navigation', paper.background === 'rgb(255, 255, 255)' && paper.navigation === 'none' ? [] : [JSON.stringify(paper)]);
  await close();
}

// ---- all of it ----

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
try {
  const demo = makeDemo();
  const workspaces = { demo, empty: makeEmpty(), scale: makeScale('scale', 600), broken: makeBroken(demo) };
  if (process.env.OPSBOOK_SITE_SLOW) workspaces.large = makeScale('large', 10_000);
  if (process.env.OPSBOOK_SITE_BUNDLE) workspaces.bundle = makeBundle(resolve(process.env.OPSBOOK_SITE_BUNDLE));
  const measured = [];
  for (const [name, folder] of Object.entries(workspaces)) {
    const site = join(folder, 'public');
    const paths = pagesOf(name, site);
    const pages = readPages(name, site);
    await validate(name, pages, ['scale', 'large'].includes(name) ? paths : [...pages.keys()]);
    const server = await serve(site);
    for (const path of paths) {
      const where = `${name}/${path}`;
      await attempt(where, () => axe(browser, server.base, path, where));
      await attempt(where, async () => measured.push(await weigh(browser, server.base, site, path, where)));
      await attempt(where, () => fromDisk(browser, site, path, where));
      await attempt(where, () => withoutScript(browser, server.base, path, where));
    }
    if (name === 'demo') {
      for (const checks of [keyboard, theme, table, chartFiles, printed]) {
        await attempt(checks.name, () => checks(browser, server.base));
      }
      await attempt('search', () => search({ open, check, axe }, browser, server.base, site));
    }
    if (['scale', 'large'].includes(name)) {
      await attempt('speed of search', async () => {
        const times = await speed({ open, check }, browser, server.base, name);
        console.log(`${name}: search in ms: ${times.join(' ')}`);
      });
    }
    server.close();
  }
  const most = (key) => measured.reduce((a, b) => (b[key] > a[key] ? b : a));
  for (const key of ['bytes', 'requests', 'elements', 'paint', 'shift']) console.log(`most ${key}: ${most(key)[key]} (${most(key).path})`);
} catch (error) {
  check('the sites can be built and looked at', [String(error)]);
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
