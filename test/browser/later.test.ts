import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { needsChromium } from '../loud-skips.ts'
import { jane } from '../offboard.ts'
import { assertFits, button, cardWith, launchOptions, say } from './chat-page.ts'
import { type Demo, startDemo } from './demo-process.ts'

describe('the clock of the demo, in a browser', function () {
  this.timeout(60_000)
  let demo: Demo
  let browser: Browser
  const faults: string[] = []

  before(async function () {
    const executablePath = needsChromium(this)
    mkdirSync('test/screenshots', { recursive: true })
    demo = await startDemo()
    browser = await chromium.launch({ executablePath, args: launchOptions })
  })
  after(async () => {
    await browser?.close()
    assert.equal((await demo?.stop()) ?? 0, 0, 'the demo stops cleanly')
  })
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close()
    assert.deepEqual(faults.splice(0), [])
  })

  async function tab(as: number, width = 1180): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`${demo.url}?as=${as}&chat=personal`)
    return page
  }
  async function picture(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `test/screenshots/demo-${name}-${colorScheme}.png` })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const later = (page: Page, name: string) =>
    page.getByRole('region', { name: 'Clock of this demo' }).getByRole('button', { name })
  const isEnabled = async () => (await demo.state()).changed.find(({ id }) => id === jane.id)?.accountEnabled

  it('is put ahead, and the later checks come, and what others did is found; then it is all undone', async () => {
    const ava = await tab(1)
    const other = await tab(2)
    const before = await other.locator('#later-now').textContent()
    await say(ava, 'offboard jane@contoso.com')
    await button(ava, 'Start').click()
    await button(ava, 'Confirm all').click()
    await cardWith(ava, 'Jane Doe is locked out: 4 of 4 done').waitFor()
    await later(ava, '15 minutes later').click()
    await cardWith(ava, 'After 15 minutes: holds').waitFor()
    await later(ava, '1 hour later').click()
    await cardWith(ava, 'After 1 hour: holds').waitFor()
    await picture(ava, 'later')
    await demo.happen({ what: 'email-app', who: 'jane@contoso.com', app: 'OWAEnabled' })
    await later(ava, '1 day later').click()
    await button(ava, 'Do it again').waitFor()
    assert.notEqual(await other.locator('#later-now').textContent(), before, 'it is one clock for everybody')
    assert.equal(await isEnabled(), false)
    await say(ava, 'undo jane')
    await button(ava, 'Confirm both').click()
    await cardWith(ava, 'Undo the offboarding of Jane Doe').getByText('Allow sign-in: done').waitFor()
    assert.equal(await isEnabled(), true)
    await picture(ava, 'later-undone')
  })

  it('can be put ahead by keyboard and on a phone', async () => {
    const ava = await tab(1, 390)
    const before = await ava.locator('#later-now').textContent()
    await later(ava, '1 hour later').focus()
    await ava.keyboard.press('Enter')
    await ava.locator('#later-said').getByText('It is').waitFor({ state: 'attached' })
    assert.notEqual(await ava.locator('#later-now').textContent(), before)
    await assertFits(ava)
    await picture(ava, 'later-phone')
  })

  it('is put ahead by the page alone, and by what it offers', async () => {
    const put = (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${demo.url}chat/later`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    assert.equal((await put({ minutes: 15 }, { origin: 'https://evil.example' })).status, 403)
    for (const minutes of [0, -60, 7, 1e9, '15']) assert.equal((await put({ minutes })).status, 400)
    assert.equal((await put({ minutes: 15 })).status, 200)
  })
})
