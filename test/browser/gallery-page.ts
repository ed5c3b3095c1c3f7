import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { z } from 'zod'
import type { RenderedCard } from '../../src/cards/card.ts'
import type { Chat } from '../../src/demo/chat/chat.ts'
import { send } from '../demo/chat/bot.ts'
import { attach } from '../demo/chat/cards.ts'

export type Look = {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors?: 'active'
}

const report = z.object({
  scrollsSideways: z.boolean(),
  pageScrolls: z.boolean(),
  cards: z.array(
    z.object({
      id: z.string(),
      beyondTheEdge: z.array(z.string()),
      cutOff: z.array(z.string()),
      outOfOrder: z.array(z.string()),
      withoutLines: z.array(z.string()),
      beginsWithHeading: z.boolean(),
      buttons: z.array(z.object({ title: z.string(), name: z.string(), width: z.number(), height: z.number() })),
    }),
  ),
})
export type Report = z.infer<typeof report>

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const visited = z.array(z.object({ control: z.number(), isInSight: z.boolean() }))
const toBeRead = fileURLToPath(new URL('./cards-seen.js', import.meta.url))

/** Higher than any card, so that each can be seen whole. CSS pixels. */
const height = 4000

/** The id of the message that the card came in. */
export async function post(chat: Chat, conversation: string, { card }: Pick<RenderedCard, 'card'>): Promise<string> {
  const path = `${chat.serviceUrl}/v3/conversations/${encodeURIComponent(conversation)}/activities`
  const answer = await send(path, 'POST', { type: 'message', attachments: [attach(card)] })
  return z.object({ id: z.string() }).parse(await answer.json()).id
}

export type GalleryPage = {
  report(): Promise<Report>
  /** What axe-core finds: the rules of these tags, or these rules. */
  audit(runOnly: readonly string[]): Promise<string[]>
  /** A PNG of the card in the message. */
  picture(id: string): Promise<Buffer>
  /** Presses Tab once for each button and field of the cards; which had the focus, and whether it could be seen. */
  walk(): Promise<{ readonly controls: number; readonly visited: z.infer<typeof visited> }>
}

/** The chat page as somebody sees it when so many messages are there. */
export async function openGallery(browser: Browser, address: string, look: Look, count: number): Promise<GalleryPage> {
  const { width, colorScheme, forcedColors = 'none' } = look
  const viewport = { width, height }
  const page = await browser.newPage({ viewport, colorScheme, forcedColors, reducedMotion: 'reduce' })
  // Not by a script element: the page's own policy forbids what is not its own.
  await page.addInitScript({ content: axe.source })
  await page.addInitScript({ path: toBeRead })
  await page.goto(address)
  await page
    .locator('.log:not([hidden]) .card')
    .nth(count - 1)
    .waitFor()
  const devTools = await page.context().newCDPSession(page)
  return {
    report: async () => report.parse(await page.evaluate('seen()')),
    audit: async (runOnly) => z.array(z.string()).parse(await page.evaluate(`audit(${JSON.stringify(runOnly)})`)),
    picture: (id) => pictureOf(page, devTools, id),
    walk: () => walkThrough(page),
  }
}

/** A third of the time of Playwright's own way, which waits for the page to come to rest before each. */
async function pictureOf(page: Page, devTools: CDPSession, id: string): Promise<Buffer> {
  const toView = `(() => {
    const card = document.querySelector('[data-activity-id="${id}"] .card')
    card.scrollIntoView()
    return card.getBoundingClientRect().toJSON()
  })()`
  const clip = { ...box.parse(await page.evaluate(toView)), scale: 1 }
  const shot = await devTools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, clip })
  return Buffer.from(shot.data, 'base64')
}

async function walkThrough(page: Page) {
  const controls = z.number().parse(await page.evaluate('watchFocus()'))
  const chat = page.locator('.log:not([hidden])')
  await chat.focus()
  for (let pressed = 0; pressed < controls; pressed++) await page.keyboard.press('Tab')
  const [, ...met] = visited.parse(await page.evaluate('visited'))
  return { controls, visited: met }
}
