import { readFileSync, mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { chromiumPath } from '/work/main/test/loud-skips.ts'
import { gallery } from '/work/main/test/cards/gallery.ts'
import { adele, send, startBot, startTestChat } from '/work/main/test/demo/chat/bot.ts'
const bot = await startBot()
const chat = await startTestChat(bot.url)
const cards = gallery()
let t = Date.now()
const lap = (s: string) => { console.log(s, Date.now() - t); t = Date.now() }
const ids = await Promise.all(cards.map(async ({ rendered }) => JSON.parse(await (await send(`${chat.serviceUrl}/v3/conversations/a:personal-1/activities`, 'POST', { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: rendered.card }] })).text()).id))
lap('posted ' + ids.length)
const browser = await chromium.launch({ executablePath: chromiumPath()!, args: ['--headless','--no-sandbox','--disable-gpu'] })
lap('launched')
mkdirSync('/tmp/seen', { recursive: true })
for (const [theme, width, media] of [['light', 390, {colorScheme:'light'}], ['dark', 390, {colorScheme:'dark'}], ['contrast', 390, {forcedColors:'active', colorScheme:'dark'}], ['light',1000,{colorScheme:'light'}]] as const) {
  const page = await browser.newPage({ viewport: { width, height: 2400 } , reducedMotion: 'reduce'})
  page.on('console', (m) => console.log(m.text()))
  await page.emulateMedia(media)
  await page.goto(chat.url + '?as=1&chat=personal')
  await page.locator('article').nth(cards.length - 1).waitFor()
  lap('loaded ' + theme)
  const cdp = await page.context().newCDPSession(page)
  for (const speed of [true]) for (const height of [900, 2400]) {
  await page.setViewportSize({ width, height }); t = Date.now()
  for (const [i, id] of ids.entries()) {
    const clip: any = await page.evaluate(`(() => { const c = document.querySelector('[data-activity-id="${id}"] .card'); c.scrollIntoView({block:'start'}); const {x,y,width,height}=c.getBoundingClientRect(); return {x,y,width,height,scale:1} })()`)
    const { data } = await cdp.send('Page.captureScreenshot', { clip, optimizeForSpeed: speed, captureBeyondViewport: false, format: 'png' })
    const { writeFileSync } = await import('node:fs'); writeFileSync(`/tmp/seen/x-${i}-${height}.png`, Buffer.from(data, 'base64'))
  }
  lap('raw ' + speed + height) }
  await page.close(); continue
  await page.evaluate(readFileSync('/work/main/node_modules/axe-core/axe.min.js', 'utf8'))
  lap('axe in')
  const r: any = await page.evaluate(`axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'], resultTypes: ['violations','incomplete'] })`)
  lap('axe ' + theme)
  for (const k of ['violations', 'incomplete']) for (const v of r[k]) console.log(k, v.id, v.impact, v.help, v.nodes.length, v.nodes.slice(0,3).map((n: any) => n.html.slice(0,200) + ' :: ' + n.failureSummary?.slice(0,300)))
  await page.close()
}
await browser.close(); await chat.close(); await bot.close()
