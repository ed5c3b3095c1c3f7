import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium } from 'playwright-core'
import { z } from 'zod'
import { aboveReport, askingPage, closedPage } from '../../src/evidence/page.ts'
import { reportOf } from '../../src/evidence/report.ts'
import { verify } from '../../src/evidence/verify.ts'
import { languageNames } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { materialOf, wholeHistory } from '../evidence/material.ts'
import { needsChromium } from '../loud-skips.ts'
import { inEnglish } from '../offboarding/fixtures.ts'
import { button, cardWith, launchOptions, say } from './chat-page.ts'
import { type Demo, startDemo } from './demo-process.ts'

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const violations = z.object({ violations: z.array(z.object({ id: z.string() })) })

describe('evidence in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  before(async function () {
    const executablePath = needsChromium(this)
    mkdirSync('test/screenshots', { recursive: true })
    browser = await chromium.launch({ executablePath, args: launchOptions })
  })
  after(() => browser?.close())

  const longName = 'Donaudampfschifffahrtsgesellschaftskapitaensstellvertreterin'.repeat(2)
  const long = wholeHistory(
    { displayName: longName, userPrincipalName: `${'x'.repeat(60)}@contoso.com` },
    'y'.repeat(300),
  )
  const pages = languageNames.flatMap((language): [string, string][] => {
    const reader = { ...inEnglish, language }
    const above = aboveReport(wordsIn(language), 'x.json', '{}')
    return [
      [`report-${language}`, reportOf(materialOf(), reader, above)],
      [`report-long-${language}`, reportOf(materialOf({ history: long, altered: 3 }), reader)],
      [`link-${language}`, askingPage(language, wordsIn(language).link.wrong(2))],
      [`link-over-${language}`, closedPage(language, wordsIn(language).link.over, wordsIn(language).link.askAgain)],
    ]
  })

  for (const [name, text] of pages)
    for (const width of [390, 1000])
      it(`${name} fits ${width} pixels, and everybody can use it`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 900 } })
        await page.setContent(text)
        const [needed, given] = z
          .array(z.number())
          .parse(await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]'))
        assert.ok(Number(needed) <= Number(given), `${needed} wide in ${given}`)
        await page.evaluate(axe.source)
        const found = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(everyRule)} })`)
        assert.deepEqual(violations.parse(found).violations, [])
        await page.screenshot({ path: `test/screenshots/evidence-${name}-${width}.png`, fullPage: true })
        await page.close()
      })

  it('prints on A4, with nothing cut off', async () => {
    const page = await browser.newPage()
    await page.setContent(pages[0]?.[1] ?? '')
    const pdf = await page.pdf({ preferCSSPageSize: true, path: 'test/screenshots/evidence-report.pdf' })
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
    assert.ok(boxes.length > 1)
    for (const [, width, height] of boxes) assert.deepEqual([width, height].map(Number).map(Math.round), [595, 842])
    await page.close()
  })

  describe('from the demo', () => {
    let demo: Demo
    before(async () => {
      demo = await startDemo()
    })
    after(() => demo?.stop())

    it('is asked for, agreed to, saved, downloaded and found whole', async () => {
      const context = await browser.newContext({ viewport: { width: 1180, height: 860 }, acceptDownloads: true })
      const page = await context.newPage()
      await page.goto(`${demo.url}?as=2&chat=personal`)
      await say(page, 'offboard jane@contoso.com')
      await button(page, 'Start').waitFor()
      await say(page, 'history Jane')
      await cardWith(page, 'Jane Doe: not started').waitFor()
      await button(page, 'Show').click()
      await button(page, 'Evidence').click()
      await button(page, 'Allow').waitFor()
      await page.screenshot({ path: 'test/screenshots/evidence-consent.png' })
      await button(page, 'Allow').click()
      await cardWith(page, 'Saved in OneDrive').waitFor()
      const downloaded = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download' }).last().click()
      const file = await downloaded
      const verdict = verify(readFileSync(await file.path(), 'utf8'))
      assert.deepEqual(verdict.faults, [])
      await context.close()
    })
  })
})
