import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

export const launchOptions = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const say = async (page: Page, words: string): Promise<void> => {
  await page.getByLabel('Message', { exact: true }).fill(words)
  await page.keyboard.press('Enter')
}

/** The newest message of the shown chat with this text on its card. */
export const cardWith = (page: Page, text: string | RegExp): Locator =>
  page.locator('section.log:not([hidden]) article').filter({ hasText: text }).last()

/** A button by its exact title, on the newest card that has it. */
export const button = (page: Page, title: string): Locator =>
  page
    .locator('section.log:not([hidden])')
    .getByRole('button')
    .filter({ hasText: new RegExp(`^${title}$`) })
    .last()

/** Is the whole width in view, so that nobody has to scroll sideways? */
export async function assertFits(page: Page): Promise<void> {
  const [needed, given] = (await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')) as number[]
  assert.ok(Number(needed) <= Number(given), `the page is ${needed} wide in ${given}`)
}

/** Scrolls up a little in the shown chat, as somebody does who reads what is above. */
export const readAbove = (page: Page, pixels: number): Promise<unknown> =>
  page.evaluate(`document.querySelector('section.log:not([hidden])').scrollBy(0, -${pixels})`)

/** Fails unless the chat is scrolled to its end, where the newest message is. */
export async function assertAtEnd(page: Page, why: string): Promise<void> {
  const atEnd = `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 4)(
    document.querySelector('section.log:not([hidden])'))`
  await page.waitForFunction(atEnd, undefined, { timeout: 3_000 }).catch(() => assert.fail(why))
}
