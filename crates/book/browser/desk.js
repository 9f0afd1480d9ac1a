// How a test uses the desk of a page: a line's handle, the form, one comment, the moment of submitting. Nothing here asserts.

/** @typedef {import('playwright-core').Page} Page */

/** The button that opens the form at a line. @param {Page} page @param {number} line */
export const handle = (page, line, side = 'new') => page.locator(`.ep-add[data-side="${side}"][data-line="${line}"]`);

/** @param {Page} page */
export const form = (page) => page.locator('exit-review form');

/** Waits until the scripts have made a desk of the diff. @param {Page} page */
export const ready = (page) => page.locator('exit-review .ep-add').first().waitFor({ state: 'attached' });

/**
 * Writes one comment with the pointer.
 * @param {Page} page
 * @param {{ start: number, end?: number, label?: string, severity?: string, hazard?: string | null, text: string }} comment
 */
export async function write(page, { start, end = start, label = 'issue', severity = 'should-fix', hazard = null, text }) {
  await handle(page, start).dispatchEvent('click');
  await form(page).getByLabel('to', { exact: true }).fill(String(end));
  await form(page).getByLabel('Label').selectOption(label);
  if (!['praise', 'nit'].includes(label)) await form(page).getByLabel('Severity').selectOption(severity);
  if (hazard) {
    const box = form(page).getByLabel('Hazard', { exact: true });
    await box.fill(hazard);
    await box.press('Enter');
  }
  await form(page).getByLabel('Comment', { exact: true }).fill(text);
  await form(page).getByRole('button', { name: 'Add comment' }).click();
}

/**
 * The row of buttons with which a review leaves the page and comes back, in one of its forms.
 * @param {Page} page
 */
export async function tools(page, as = 'JSON of this workbook') {
  const row = page.locator('.ep-export');
  if (await row.count() === 0) await page.getByRole('button', { name: 'Export or import' }).click();
  await row.waitFor();
  await row.getByLabel('As').selectOption(as);
  return row;
}

/**
 * Submits, also where the page first asks why somebody approves, and goes on to the key without answering what it asks then.
 * @param {Page} page
 */
export async function submit(page, decision = 'Request changes') {
  await page.getByRole('radio', { name: decision }).check();
  const send = page.getByRole('button', { name: 'Submit review' });
  await send.click();
  await page.locator('.ep-compare, exit-review .ep-status:has-text("You approve")').first().waitFor();
  if (await page.locator('.ep-compare').count() === 0) {
    await form(page).getByRole('button', { name: 'Cancel' }).click();
    await send.click();
  }
  await page.locator('.ep-compare').waitFor();
  const key = page.getByRole('button', { name: 'Show the key' });
  if (await key.count()) await key.click();
  await page.locator('.ep-profile').waitFor();
}
