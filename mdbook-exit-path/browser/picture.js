// Takes the README's picture of the pull request: `npm run picture` writes book/page.png.

import { ROOT, build, file, launch, open } from './lib.js';

const browser = await launch();
const { page } = await open(browser, { width: 1180 });
await page.goto(file(build(), 'exercise-2.html'));
await page.setViewportSize({ width: 1180, height: 760 });
// The end of the author's text and the start of the diff.
await page.locator('.ep-code').first().evaluate((diff) => scrollTo(0, diff.getBoundingClientRect().top + scrollY - 300));
await page.screenshot({ path: `${ROOT}/book/page.png` });
await browser.close();
