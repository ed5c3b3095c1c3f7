import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Chat } from '../../../src/demo/chat/chat.ts'
import { mriOf } from '../../../src/demo/chat/roster.ts'
import { needsChromium } from '../../loud-skips.ts'
import { adele, group, type Heard, jane, send, startBot, startTestChat, type TestBot } from './bot.ts'
import { answerWith, attach, cardContent, outcome, review, running, whom, withRefresh } from './cards.ts'

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe('the chat page in Chromium', () => {
  let bot: TestBot
  let chat: Chat
  let browser: Browser
  let page: Page
  const faults: string[] = []

  before(async function () {
    const executablePath = needsChromium(this)
    mkdirSync('test/screenshots', { recursive: true })
    bot = await startBot()
    chat = await startTestChat(bot.url)
    browser = await chromium.launch({ executablePath, args })
  })
  beforeEach(async () => {
    bot.heard.length = 0
    bot.answer = () => ({ status: 200 })
    page = await browser.newPage({ viewport: { width: 1180, height: 860 } })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('request', (request) => request.url().startsWith(chat.serviceUrl) || faults.push(request.url()))
  })
  afterEach(async () => {
    await page?.close()
    assert.deepEqual(faults.splice(0), [])
  })
  after(async () => {
    await browser?.close()
    await chat?.close()
    await bot?.close()
  })

  const visit = (query: string) => page.goto(`${chat.url}${query}`)
  const post = async (conversation: string, activity: unknown): Promise<string> => {
    const path = `${chat.serviceUrl}/v3/conversations/${encodeURIComponent(conversation)}/activities`
    const answer: { id: string } = JSON.parse(await (await send(path, 'POST', activity)).text())
    return answer.id
  }
  const edit = (conversation: string, id: string, activity: unknown) =>
    send(`${chat.serviceUrl}/v3/conversations/${encodeURIComponent(conversation)}/activities/${id}`, 'PUT', activity)
  const message = (id: string) => page.locator(`[data-activity-id="${id}"]`)

  it('sends what is typed, and a tap on Action.Execute replaces the card with the answer', async () => {
    await visit('?as=1&chat=personal')
    await page.getByLabel('Message', { exact: true }).fill('offboard Jane')
    await page.keyboard.press('Enter')
    assert.equal((await bot.next('message')).text, 'offboard Jane')
    const id = await post('a:personal-1', { type: 'message', attachments: [review()] })
    await page.getByLabel('Reason').fill('She left')
    bot.answer = () => ({ status: 200, body: answerWith(running) })
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await message(id).getByText('Running: reset password').waitFor()
    const invoke = await bot.next('invoke')
    assert.equal(invoke.replyToId, id)
    assert.deepEqual(invoke.value, {
      action: { type: 'Action.Execute', id: 'start', verb: 'start', data: { offboarding: '1', reason: 'She left' } },
      trigger: 'manual',
    })
  })

  it('sends a list of several lines as it was pasted, and a file beside the words, in the chat with the bot alone', async () => {
    await visit('?as=1&chat=personal')
    await page.getByLabel('Message', { exact: true }).fill('offboard\nJane Doe\nTom Becker')
    await page
      .locator('#file')
      .setInputFiles({ name: 'leavers.csv', mimeType: 'text/csv', buffer: Buffer.from('upn\njane@x') })
    await page.getByRole('button', { name: 'Remove leavers.csv' }).waitFor()
    await page.screenshot({ path: 'test/screenshots/chat-attached.png' })
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    const { text, attachments } = await bot.next('message')
    assert.equal(text, 'offboard\nJane Doe\nTom Becker')
    const [file] = attachments as { contentType: string; name: string; content: Record<string, string> }[]
    assert.equal(file?.contentType, 'application/vnd.microsoft.teams.file.download.info')
    assert.deepEqual([file?.name, file?.content.fileType], ['leavers.csv', 'csv'])
    assert.equal(await (await fetch(file?.content.downloadUrl ?? '')).text(), 'upn\njane@x')
    await page.locator('.log:not([hidden])').getByText('leavers.csv').waitFor()
    await page.getByRole('button', { name: 'Attach a file' }).waitFor()
    await visit('?as=1&chat=group')
    assert.equal(await page.locator('#attach').isVisible(), false)
  })

  it('keeps the buttons from a second tap while the bot is asked, and says under the card when it went wrong', async () => {
    await visit('?as=1&chat=personal')
    const id = await post('a:personal-1', { type: 'message', attachments: [review()] })
    const { promise, resolve } = Promise.withResolvers<{ status: number }>()
    bot.answer = () => promise
    const button = message(id).getByRole('button', { name: 'Start', exact: true })
    await button.click()
    await message(id).locator('.card[aria-busy="true"]').waitFor()
    assert.equal(await button.isDisabled(), true)
    await page.screenshot({ path: 'test/screenshots/chat-waiting.png' })
    resolve({ status: 500 })
    await message(id).getByRole('alert').getByText('Something went wrong').waitFor()
    assert.equal(await button.isEnabled(), true)
    assert.equal(await button.evaluate((element) => element === element.ownerDocument.activeElement), true)
  })

  it('shows an edit in every tab, and asks for the refreshed card only for those it names', async () => {
    const other = await browser.newPage()
    await visit('?as=1&chat=group')
    await other.goto(`${chat.url}?as=2&chat=group`)
    const refreshable = withRefresh(cardContent('For everybody'), [mriOf(adele.id)])
    bot.answer = (activity: Heard) =>
      activity.type === 'invoke' ? { status: 200, body: answerWith(cardContent('For Adele')) } : { status: 200 }
    const id = await post(group, { type: 'message', attachments: [refreshable] })
    await message(id).getByText('For Adele').waitFor()
    await other.locator(`[data-activity-id="${id}"]`).getByText('For everybody').waitFor()
    await edit(group, id, { type: 'message', attachments: [attach(cardContent('Done'))] })
    await message(id).getByText('Done').waitFor()
    await other.locator(`[data-activity-id="${id}"]`).getByText('Done').waitFor()
    const refreshes = bot.heard.filter((activity) => JSON.stringify(activity.value ?? '').includes('automatic'))
    assert.equal(refreshes.length, 1)
    await other.close()
  })

  it('offers people as they are typed and hands over the object id, by keyboard alone', async () => {
    await visit('?as=1&chat=personal')
    const id = await post('a:personal-1', { type: 'message', attachments: [whom] })
    await message(id).getByRole('combobox', { name: 'Who is leaving?' }).fill('jane')
    await message(id).getByRole('option').nth(1).waitFor()
    await page.screenshot({ path: 'test/screenshots/chat-people.png' })
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const submitted = await bot.next('message')
    assert.deepEqual(submitted.value, { verb: 'find', leaver: jane.id })
    assert.equal(submitted.replyToId, id)
    assert.equal(submitted.text, undefined)
  })

  it('mentions the bot in a group unless the chip is off, and a person by object id', async () => {
    await visit('?as=2&chat=group')
    await page.getByLabel('Message', { exact: true }).pressSequentially('offboard @jane')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const heard = await bot.next('message')
    assert.equal(heard.text, '<at>Offboard</at> offboard <at>Jane Doe</at>')
    await page.getByRole('button', { name: '@Offboard' }).click()
    await page.getByLabel('Message', { exact: true }).fill('lunch?')
    await page.keyboard.press('Enter')
    await page.getByText('Offboard was not mentioned').waitFor()
    assert.equal(
      bot.heard.some((activity) => activity.text === 'lunch?'),
      false,
    )
  })

  it('lets somebody else sit down in this tab, and keeps who it is and what was said over a reload', async () => {
    await visit('?as=1&chat=group')
    await page.getByLabel('You are').selectOption({ label: 'Alex Wilber · Approver' })
    await page.waitForURL(/as=2&chat=group/)
    await page.getByLabel('Message', { exact: true }).fill('it is me')
    await page.keyboard.press('Enter')
    await visit('')
    await page.getByRole('article', { name: 'You' }).getByText('it is me').waitFor()
    assert.equal(await page.getByLabel('You are').inputValue(), '2')
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'IT approvals')
  })

  it('shows markup that somebody wrote as text, and what was deleted as deleted', async () => {
    await visit('?as=1&chat=personal')
    const markup = '<img src=x onerror="document.title = 1">'
    const id = await post('a:personal-1', { type: 'message', text: markup, attachments: [attach(cardContent(markup))] })
    await message(id).getByText(markup).nth(1).waitFor()
    assert.equal(await message(id).locator('img[src="x"]').count(), 0)
    await send(`${chat.serviceUrl}/v3/conversations/a:personal-1/activities/${id}`, 'DELETE')
    await message(id).getByText('This message has been deleted.').waitFor()
    assert.equal(await message(id).locator('.card').count(), 0)
  })

  it('does not put an answer over an edit that came after the question', async () => {
    await visit('?as=1&chat=personal')
    const id = await post('a:personal-1', { type: 'message', attachments: [review()] })
    const { promise, resolve } = Promise.withResolvers<{ status: number; body: object }>()
    bot.answer = () => promise
    await message(id).getByRole('button', { name: 'Start', exact: true }).click()
    await bot.next('invoke')
    await edit('a:personal-1', id, { type: 'message', attachments: [attach(cardContent('Done already'))] })
    await message(id).getByText('Done already').waitFor()
    resolve({ status: 200, body: answerWith(running) })
    await message(id).locator('.card:not([aria-busy])').waitFor()
    assert.equal(await message(id).getByText('Running: reset password').count(), 0)
  })

  it('looks as it should, in light and in dark', async () => {
    await visit('?as=1&chat=group')
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await post(group, { type: 'message', text: 'Here is what I found, **Adele**:\n\n* one\n* two' })
      await post(group, { type: 'message', attachments: [review()] })
      const id = await post(group, { type: 'message', attachments: [attach(outcome)] })
      await message(id).waitFor()
      await page.getByLabel('Message', { exact: true }).fill('thanks')
      await page.keyboard.press('Enter')
      await page.getByText('thanks').last().waitFor()
      await page.screenshot({ path: `test/screenshots/chat-${theme}.png` })
    }
  })

  it('says calmly when the bot is not there, and sends again', async () => {
    await visit('?as=1&chat=personal')
    bot.answer = () => ({ status: 500 })
    await page.getByLabel('Message', { exact: true }).fill('hello')
    await page.keyboard.press('Enter')
    await page.getByText('The bot did not answer. Your message was not delivered.').waitFor()
    await page.screenshot({ path: 'test/screenshots/chat-undelivered.png' })
    bot.answer = () => ({ status: 200 })
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Your message was not delivered.').waitFor({ state: 'hidden' })
    assert.equal(bot.heard.filter((activity) => activity.text === 'hello').length, 2)
  })
})
