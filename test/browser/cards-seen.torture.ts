import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { chooseCard } from '../../src/cards/choose.ts'
import type { Chat } from '../../src/demo/chat/chat.ts'
import { known } from '../../src/offboarding/facts.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { draw, found, gallery, shownFor, shownForApprovals } from '../cards/gallery.ts'
import { group, startBot, startTestChat, type TestBot } from '../demo/chat/bot.ts'
import { cardContent } from '../demo/chat/cards.ts'
import { needsChromium } from '../loud-skips.ts'
import { launchOptions } from './chat-page.ts'
import { type GalleryPage, openGallery, post, type Report } from './gallery-page.ts'

const english = { as: 1 } as const
const light = { ...english, name: 'phone-light', width: 390, colorScheme: 'light' } as const
const dark = { ...english, name: 'phone-dark', width: 390, colorScheme: 'dark' } as const
const highContrast = { ...dark, name: 'phone-high-contrast', forcedColors: 'active' } as const
const wide = { ...english, name: 'wide-light', width: 1000, colorScheme: 'light' } as const
const dutch = { ...light, name: 'phone-dutch', as: 2 } as const
const looks = [light, dark, highContrast, wide, dutch]
type Look = (typeof looks)[number]

/** https://www.deque.com/axe/core-documentation/api-documentation/#axecore-tags; WCAG 2.2, A and AA. No rule is left out. */
const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const rulesOfColour = ['color-contrast', 'link-in-text-block']

const longName = 'Anna-Katharina Sophie Freifrau von Westernhagen-Loewenstein'
const longFacts = {
  displayName: longName,
  userPrincipalName: `anna-katharina.sophie.von.westernhagen_${'partner.'.repeat(6)}example.com#EXT#@contoso.onmicrosoft.com`,
  jobTitle: 'Donaudampfschifffahrtsgesellschaftskapitaensstellvertreterin',
  department: 'x'.repeat(80),
  manager: known(longName),
}

const wordiest = [
  'review, asked',
  'action, open',
  'action, failed',
  'summary, mixed',
  'review, declined',
  'expired, the rest',
]

/** A name and an address as long as they come, with nowhere to break, on a card of each kind. */
function longGallery() {
  const reason = 'y'.repeat(200)
  const drawn = [...shownFor(longFacts, reason), ...shownForApprovals(longFacts, reason)]
  const wordy = drawn.filter(({ name }) => wordiest.includes(name))
  const cards = wordy.map(({ name, ...shown }) => ({ name: `long, ${name}`, rendered: draw(shown) }))
  return [...cards, { name: 'long, choose', rendered: chooseCard(wordsIn('en'), found(8, longFacts), 'z'.repeat(90)) }]
}

const shelves = [
  { as: english.as, cards: [...gallery('en'), ...longGallery()] },
  { as: dutch.as, cards: gallery('nl') },
]
const cardsOf = (look: Look) => shelves.find(({ as }) => as === look.as)?.cards ?? []

describe('every card in every state, as it is seen', function () {
  this.timeout(60_000)
  const folder = 'test/screenshots/cards'
  const names = new Map<string, string>()
  const pages = new Map<Look, GalleryPage>()
  const reports = new Map<Look, Report>()
  let bot: TestBot
  let chat: Chat
  let browser: Browser

  before(async function () {
    const executablePath = needsChromium(this)
    rmSync(folder, { recursive: true, force: true })
    bot = await startBot()
    chat = await startTestChat(bot.url)
    browser = await chromium.launch({ executablePath, args: launchOptions })
    for (const { as, cards } of shelves)
      for (const { name, rendered } of cards) names.set(await post(chat, `a:personal-${as}`, rendered), name)
    const opened = looks.map(async (look) => {
      const page = await openGallery(browser, `${chat.url}?as=${look.as}&chat=personal`, look, cardsOf(look).length)
      pages.set(look, page)
      reports.set(look, await page.report())
    })
    await Promise.all(opened)
  })
  after(async () => {
    await browser?.close()
    await chat?.close()
    await bot?.close()
  })

  const pageOf = (look: Look) => pages.get(look) ?? assert.fail(look.name)
  const reportOf = (look: Look) => reports.get(look) ?? assert.fail(look.name)
  /** Fails with the names of the cards that are not as they should be, and where. */
  const noneIs = (look: Look, faultsOf: (card: Report['cards'][number]) => readonly string[]) => {
    const named = (card: Report['cards'][number]) => faultsOf(card).map((fault) => `${names.get(card.id)}: ${fault}`)
    assert.deepEqual(reportOf(look).cards.flatMap(named), [])
  }

  for (const look of looks) {
    describe(look.name, () => {
      it('shows each card', () => {
        const shown = reportOf(look).cards.map(({ id }) => names.get(id))
        assert.deepEqual(
          shown,
          cardsOf(look).map(({ name }) => name),
        )
      })

      it('has nothing that runs over the edge, and no text that is cut off', () => {
        const { scrollsSideways, pageScrolls } = reportOf(look)
        assert.deepEqual({ scrollsSideways, pageScrolls }, { scrollsSideways: false, pageScrolls: false })
        noneIs(look, ({ beyondTheEdge }) => beyondTheEdge)
        noneIs(look, ({ cutOff }) => cutOff)
      })

      it('is read in the order in which it is seen, a heading first', () => {
        noneIs(look, ({ outOfOrder }) => outOfOrder)
        noneIs(look, ({ beginsWithHeading }) => (beginsWithHeading ? [] : ['does not begin with a heading']))
      })

      it('has buttons that are called what they show', () => {
        noneIs(look, ({ buttons }) =>
          buttons.flatMap(({ title, name }) => (title !== '' && name.includes(title) ? [] : [`${title}: ${name}`])),
        )
      })

      it('has buttons that a finger can meet', () => {
        noneIs(look, ({ buttons }) =>
          buttons.flatMap(({ title, width, height }) => (Math.min(width, height) >= 24 ? [] : [title])),
        )
      })
    })
  }

  it('breaks no rule of axe-core, and none of its rules of colour in the dark and in high contrast', async () => {
    const found = [
      pageOf(light).audit(everyRule),
      ...[dark, highContrast].map((look) => pageOf(look).audit(rulesOfColour)),
    ]
    assert.deepEqual((await Promise.all(found)).flat(), [])
  })

  it('has its picture taken, for the eye', async () => {
    const taken = looks.map(async (look) => {
      mkdirSync(`${folder}/${look.name}`, { recursive: true })
      for (const { id } of reportOf(look).cards) {
        const file = `${folder}/${look.name}/${names.get(id)?.replace(/\W+/g, '-')}.png`
        writeFileSync(file, await pageOf(look).picture(id))
      }
    })
    await Promise.all(taken)
  })

  it('shows by lines what high contrast no longer shows by backgrounds', () => {
    noneIs(highContrast, ({ withoutLines }) => withoutLines)
  })

  it('is used by keyboard in the order in which it is read, with the focus in sight', async () => {
    const { controls, visited } = await pageOf(light).walk()
    assert.ok(controls > 50, 'the cards have buttons and fields')
    assert.deepEqual(
      visited.map(({ control }) => control),
      [...Array(controls).keys()],
    )
    assert.ok(visited.every(({ isInSight }) => isInSight))
  })

  it('is a look that finds faults: text that is cut off, no heading, a box that has no line', async () => {
    const { body, ...card } = cardContent('No heading')
    const cut = {
      type: 'TextBlock',
      text: 'One line that is longer than any phone is wide, and not wrapped',
      wrap: false,
    }
    const bad = { ...card, body: [...body, cut, { type: 'Container', style: 'warning', items: [cut] }] }
    const id = await post(chat, group, { card: bad })
    const page = await openGallery(browser, `${chat.url}?as=2&chat=group`, light, 1)
    const [told] = (await page.report()).cards
    assert.equal(told?.id, id)
    assert.deepEqual(told?.cutOff, [cut.text, cut.text])
    assert.equal(told?.beginsWithHeading, false)
    assert.equal(told?.withoutLines.length, 1)
  })
})
