// Takes the README's picture of the pull request: `npm run picture` writes book/page.png.

import { form, handle, ready } from './desk.js';
import { ROOT, build, file, launch, open } from './lib.js';

const browser = await launch();
const { page } = await open(browser, { width: 1180 });
await page.goto(file(build(), 'exercise-2.html'));
await page.setViewportSize({ width: 1180, height: 820 });
await ready(page);
// A comment that asks, on a line where nothing is wrong: the picture gives no finding away.
await handle(page, 89).dispatchEvent('click');
await form(page).getByLabel('Label').selectOption('question');
await form(page).getByLabel('Comment', { exact: true }).fill('When a call needs both locks, which one does it take first: `tasks` or `exits`?');
await form(page).evaluate((it) => scrollTo(0, it.getBoundingClientRect().top + scrollY - 330));
await page.screenshot({ path: `${ROOT}/book/page.png` });
await browser.close();
