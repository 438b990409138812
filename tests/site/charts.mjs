// Looks at docs/charts.html in a browser: what tests/charts.rs proves with measured widths holds with real letters too.
//
// In both themes, wide and narrow, in forced colours and on paper: no text of a chart over another or outside its view,
// no sideways scroll, nothing for axe-core to say, nothing asked from elsewhere.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE = pathToFileURL(resolve(import.meta.dirname, '../../docs/charts.html')).href;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const VIEWS = [
  { name: 'light, 1280 px', colorScheme: 'light', width: 1280 },
  { name: 'dark, 1280 px', colorScheme: 'dark', width: 1280 },
  { name: 'light, 375 px', colorScheme: 'light', width: 375 },
  { name: 'dark, 375 px', colorScheme: 'dark', width: 375 },
  { name: 'light, 320 px', colorScheme: 'light', width: 320 },
  { name: 'forced colours', colorScheme: 'dark', width: 1280, forcedColors: 'active' },
  { name: 'paper', colorScheme: 'dark', width: 720, media: 'print' },
];

// Texts of one drawing that overlap or leave it, by the boxes that the browser gives them.
function misplacedTexts() {
  const problems = [];
  let texts = 0;
  for (const svg of document.querySelectorAll('svg.draw')) {
    const { width, height } = svg.viewBox.baseVal;
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBBox()]);
    texts += boxes.length;
    boxes.forEach(([words, box], place) => {
      if (box.x < -1 || box.y < -1 || box.x + box.width > width + 1 || box.y + box.height > height + 2) {
        problems.push(`"${words}" leaves the drawing`);
      }
      for (const [others, other] of boxes.slice(place + 1)) {
        // A box has room above and below its letters.
        const beside = box.x + box.width <= other.x + 0.5 || other.x + other.width <= box.x + 0.5;
        const apart = box.y + box.height <= other.y + 4 || other.y + other.height <= box.y + 4;
        if (!beside && !apart) problems.push(`"${words}" and "${others}" overlap`);
      }
    });
  }
  if (texts < 200) problems.push(`only ${texts} texts were found`);
  const sideways = document.documentElement.scrollWidth - window.innerWidth;
  if (sideways > 0) problems.push(`the page scrolls ${sideways} px sideways`);
  return problems;
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
let failed = 0;
for (const { name, width, media, ...options } of VIEWS) {
  const context = await browser.newContext({ ...options, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  if (media) await page.emulateMedia({ media });
  await page.goto(PAGE);
  const problems = await page.evaluate(misplacedTexts);
  if (requests.length !== 1) problems.push(`asked for ${requests.slice(1).join(', ')}`);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, first ${nodes[0].html.slice(0, 120)}`);
  }, TAGS);
  problems.push(...violations);
  if (problems.length > 0) {
    failed += 1;
    console.log(`FAILED charts, ${name}`);
    for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
  }
  await context.close();
}
await browser.close();
console.log(`charts: ${VIEWS.length - failed} of ${VIEWS.length} views are well`);
process.exit(failed > 0 ? 1 : 0);
