import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { needsChromium } from '../loud-skips.ts'
import { jane, personOf } from '../offboard.ts'
import { assertAtEnd, assertFits, button, cardWith, launchOptions, readAbove, say } from './chat-page.ts'
import { type Demo, startDemo } from './demo-process.ts'

const sam = personOf('Sam Adler')
const kenji = personOf('Kenji Sato')
const themes = ['light', 'dark'] as const

describe('the demo in a browser', function () {
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

  /** A tab with somebody in it: 1 is Ava, 2 is Rob. */
  async function tab(as: number, chat: 'group' | 'personal', width = 1180): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('request', (request) => request.url().startsWith(demo.url) || faults.push(request.url()))
    await page.goto(`${demo.url}?as=${as}&chat=${chat}`)
    return page
  }

  async function picture(page: Page, name: string): Promise<void> {
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `test/screenshots/demo-${name}-${colorScheme}.png` })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }

  const changeOf = async ({ id }: { id: string }) => {
    const { passwordChanges, sessionRevocations, accountEnabled, emailAppsOff } =
      (await demo.state()).changed.find((one) => one.id === id) ?? assert.fail('nothing was changed')
    return { passwordChanges, sessionRevocations, accountEnabled, emailAppsOff }
  }

  it('offboards Jane as two people: one asks, the other confirms four times, and both see it', async () => {
    const rob = await tab(2, 'group')
    const ava = await tab(1, 'group')
    await picture(rob, '0-empty')
    await say(rob, 'offboard Jane')
    await button(rob, 'Choose Jane Doe').waitFor()
    await picture(rob, '1-choice')
    await button(ava, 'Choose Jane Doe').waitFor()
    await button(rob, 'Choose Jane Doe').click()
    await button(rob, 'Start').waitFor()
    await button(ava, 'Start').waitFor()
    await assertAtEnd(rob, 'the review is in view')
    await picture(rob, '2-review')
    await rob.getByLabel('Reason').fill('She left the company')
    await button(rob, 'Start').click()
    await cardWith(ava, 'Started by Rob Hale').getByText('She left the company').waitFor()
    for (const [place, deed] of [
      ['1 of 4', 'reset password'],
      ['2 of 4', 'sign out'],
      ['3 of 4', 'block sign-in'],
      ['4 of 4', 'block email'],
    ] as const) {
      await button(ava, `Confirm ${deed}`).waitFor()
      if (place === '1 of 4') await picture(ava, '3-confirm')
      await readAbove(ava, 100)
      await button(ava, `Confirm ${deed}`).click()
      await cardWith(ava, place).getByText('Confirmed by Ava Chen').waitFor()
      await cardWith(rob, place).getByText('Confirmed by Ava Chen').waitFor()
      assert.equal(await button(rob, `Confirm ${deed}`).count(), 0, 'nobody can tap a dead button')
    }
    await cardWith(rob, 'Jane Doe is locked out: 4 of 4 done').waitFor()
    await cardWith(ava, 'Jane Doe is locked out: 4 of 4 done').waitFor()
    for (const page of [rob, ava]) await assertAtEnd(page, 'both see the newest message')
    await picture(ava, '4-summary')
    assert.deepEqual(await changeOf(jane), {
      ...{ passwordChanges: 1, sessionRevocations: 1 },
      ...{ accountEnabled: false, emailAppsOff: 6 },
    })
  })

  it('keeps what was said and shown over a reload, and fits a phone', async () => {
    const ava = await tab(1, 'group', 390)
    await cardWith(ava, 'Jane Doe is locked out: 4 of 4 done').waitFor()
    await ava.reload()
    await cardWith(ava, 'Jane Doe is locked out: 4 of 4 done').waitFor()
    for (const heading of ['1 of 4 · Reset', '2 of 4 · Sign', '3 of 4 · Block', '4 of 4 · Block'])
      await cardWith(ava, new RegExp(`^(?!.*Offboard Jane).*${heading}`))
        .getByText('Confirmed by Ava Chen')
        .waitFor()
    assert.equal((await ava.getByText('She left the company').count()) > 0, true)
    const buttons = await ava.locator('article').getByRole('button').allTextContents()
    assert.deepEqual(buttons, ['Undo'], 'no button is left but the way back')
    await assertFits(ava)
    await picture(ava, '5-phone-summary')
  })

  it('does everything on one Confirm all in a personal chat, on a phone', async () => {
    const ava = await tab(1, 'personal', 390)
    await say(ava, 'offboard Sam')
    await cardWith(ava, 'More than 8 people match').waitFor()
    await picture(ava, '6-phone-ask')
    await say(ava, 'Sam Adler')
    await button(ava, 'Start').waitFor()
    await picture(ava, '7-phone-review')
    await button(ava, 'Start').click()
    await button(ava, 'Confirm all').waitFor()
    await assertAtEnd(ava, 'the card to decide is in view')
    await picture(ava, '8-phone-confirm')
    await button(ava, 'Confirm all').click()
    await cardWith(ava, 'Sam Adler is locked out: 4 of 4 done').waitFor()
    await assertAtEnd(ava, 'the summary is in view')
    await assertFits(ava)
    assert.equal((await changeOf(sam)).emailAppsOff, 6)
  })

  it('can be done by keyboard alone', async () => {
    const ava = await tab(1, 'personal')
    await ava.getByLabel('Message', { exact: true }).and(ava.locator(':focus')).waitFor()
    await ava.keyboard.type('offboard kenji.sato@contoso.com')
    await ava.keyboard.press('Enter')
    await button(ava, 'Start').waitFor()
    await press(ava, 'Start')
    await button(ava, 'Confirm all').waitFor()
    await press(ava, 'Confirm reset password')
    await cardWith(ava, '1 of 4').getByText('Confirmed by Ava Chen').waitFor()
    const focused = ava.locator(':focus')
    assert.match((await focused.innerText()) ?? '', /1 of 4|Kenji/, 'the focus stays on the card that was decided')
    await button(ava, 'Confirm sign out').waitFor()
    await press(ava, 'Skip')
    await cardWith(ava, '2 of 4').getByText('Skipped by Ava Chen').waitFor()
    await picture(ava, '9-keyboard')
    assert.equal((await changeOf(kenji)).passwordChanges, 1)
  })

  it('tells an outsider nothing, and says what is wrong without alarm', async () => {
    const oscar = await tab(4, 'personal')
    await say(oscar, 'offboard Jane')
    await oscar.getByText('Offboarding somebody needs').waitFor()
    await picture(oscar, '10-outsider')
    const group = await tab(4, 'group')
    assert.equal(await group.getByRole('button', { name: 'Confirm' }).count(), 0)
  })
})

/** Tabs from where the focus is, backwards, until a button with this title has it, and presses it. */
async function press(page: Page, title: string): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press('Shift+Tab')
    const focused = await page
      .locator(':focus')
      .innerText({ timeout: 1_000 })
      .catch(() => '')
    if (focused.trim() !== title) continue
    await page.keyboard.press('Enter')
    return
  }
  assert.fail(`the keyboard does not reach "${title}"`)
}
