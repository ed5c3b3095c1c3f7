import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import { needsChromium } from '../loud-skips.ts'
import { button, cardWith, launchOptions } from './chat-page.ts'
import { type Demo, startDemo } from './demo-process.ts'

describe('a list of leavers in a browser', function () {
  this.timeout(60_000)
  let demo: Demo
  let browser: Browser
  const faults: string[] = []

  before(async function () {
    const executablePath = needsChromium(this)
    mkdirSync('test/screenshots', { recursive: true })
    demo = await startDemo({ DEMO_PEOPLE: '24', MAX_PER_HOUR: '100' })
    browser = await chromium.launch({ executablePath, args: launchOptions })
  })
  after(async () => {
    await browser?.close()
    assert.equal((await demo?.stop()) ?? 0, 0, 'the demo stops cleanly')
  })
  afterEach(() => assert.deepEqual(faults.splice(0), []))

  const picture = (page: Page, name: string) => page.screenshot({ path: `test/screenshots/demo-list-${name}.png` })

  it('comes as a file, somebody is chosen, and everybody on it is locked out by one tap', async () => {
    const page = await browser.newPage({ viewport: { width: 1180, height: 1100 }, reducedMotion: 'reduce' })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`${demo.url}?as=2&chat=personal`)
    const crowd = crowdOf(24)
    const rows = ['UPN;Name', ...crowd.map((one) => `${one.userPrincipalName};`), ';Sam', ';Nobody Atall']
    const buffer = Buffer.from(rows.join('\r\n'))
    await page.locator('#file').setInputFiles({ name: 'leavers.csv', mimeType: 'text/csv', buffer })
    await page.getByLabel('Message', { exact: true }).fill('offboard because the branch closes')
    await page.keyboard.press('Enter')

    const review = cardWith(page, 'Whom do you mean: 1')
    await review.waitFor()
    await review
      .locator('select')
      .selectOption({ label: 'Sam Brooks · sam.brooks@contoso.com · Content Writer · Marketing' })
    await picture(page, '1-choose')
    await button(page, 'Choose').click()
    const sure = cardWith(page, 'Start for 25')
    await sure.waitFor()
    await picture(page, '2-sure')
    await button(page, 'Start for 25').click()

    const progress = cardWith(page, 'Reset 25 passwords')
    await progress.waitFor()
    await picture(page, '3-progress')
    await button(page, 'Confirm all').click()
    await page.getByText('25 of 25 people locked out').waitFor({ timeout: 40_000 })
    await picture(page, '4-summary')
    const { changed } = await demo.state()
    assert.equal(changed.filter(({ accountEnabled, emailAppsOff }) => !accountEnabled && emailAppsOff === 6).length, 25)
  })
})
