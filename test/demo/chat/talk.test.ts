import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Chat, ChatOptions } from '../../../src/demo/chat/chat.ts'
import { mriOf } from '../../../src/demo/chat/roster.ts'
import { adele, alex, group, jane, send, startBot, startTestChat, type TestBot, tenantId } from './bot.ts'
import { openTab, type Tab } from './tab.ts'

describe('what a person does at the chat page', () => {
  let bot: TestBot
  let chat: Chat
  const tabs: Tab[] = []

  const begin = async (more: Partial<ChatOptions> = {}) => {
    chat = await startTestChat(bot.url, more)
  }
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(async () => {
    for (const tab of tabs.splice(0)) tab.close()
    await chat.close()
    await bot.close()
  })

  const tell = async (path: string, body: object): Promise<Record<string, unknown>> =>
    JSON.parse(await (await send(`${chat.url}chat/${path}`, 'POST', body)).text())
  const say = (as: string, conversation: string, text: string, mentions: object[] = []) =>
    tell('say', { as, conversation, text, mentions })
  const tab = async (as: string) => {
    const opened = await openTab(chat.url, as)
    tabs.push(opened)
    return opened
  }

  it('reaches the bot as the activity that Teams would send', async () => {
    await begin({ now: () => Date.UTC(2026, 0, 5, 12) })
    await say(adele.id, 'a:personal-1', 'offboard Jane')
    const heard = await bot.next('message')
    const { localTimestamp, localTimezone, entities, ...rest } = heard
    assert.match(String(localTimestamp), /^2026-01-0\dT\d\d:\d\d:00\.000[+-]\d\d:\d\d$/)
    assert.equal(typeof localTimezone, 'string')
    assert.match(JSON.stringify(entities), /"type":"clientInfo"/)
    assert.deepEqual(rest, {
      type: 'message',
      id: rest.id,
      timestamp: '2026-01-05T12:00:00.000Z',
      channelId: 'msteams',
      serviceUrl: chat.serviceUrl,
      from: { id: mriOf(adele.id), name: 'Adele Vance', aadObjectId: adele.id },
      conversation: { id: 'a:personal-1', conversationType: 'personal', tenantId },
      recipient: { id: '28:30000000-0000-4000-8000-000000000000', name: 'Offboard' },
      textFormat: 'plain',
      text: 'offboard Jane',
      channelData: { tenant: { id: tenantId } },
      locale: 'en-US',
    })
  })

  it('tells the bot once that it was added, before the first message', async () => {
    await begin()
    await Promise.all([
      tell('open', { as: adele.id, conversation: group }),
      tell('open', { as: alex.id, conversation: group }),
      say(adele.id, group, '<at>Offboard</at> hi', [{ kind: 'bot' }]),
    ])
    await bot.next('message')
    assert.deepEqual(
      bot.heard.map((activity) => activity.type),
      ['conversationUpdate', 'installationUpdate', 'message'],
    )
  })

  it('reaches the bot from a group only when it mentions the bot, and everybody in the group at once', async () => {
    await begin()
    const other = await tab(alex.id)
    await say(adele.id, group, 'lunch?')
    await say(adele.id, group, '<at>Offboard</at> offboard <at>Jane Doe</at>', [
      { kind: 'bot' },
      { kind: 'person', id: jane.id, name: jane.name },
    ])
    const heard = await bot.next('message')
    assert.equal(heard.text, '<at>Offboard</at> offboard <at>Jane Doe</at>')
    const entities = JSON.stringify(heard.entities)
    const mentioned = { id: mriOf(jane.id), name: 'Jane Doe', aadObjectId: jane.id }
    assert.ok(entities.includes(JSON.stringify({ type: 'mention', text: '<at>Jane Doe</at>', mentioned })))
    assert.deepEqual(heard.conversation, {
      isGroup: true,
      name: 'IT approvals',
      id: group,
      conversationType: 'groupChat',
      tenantId,
    })
    assert.equal((await other.entry((entry) => entry.text === 'lunch?')).delivery, 'unheard')
  })

  it('is nobody else’s to read in a personal chat, nor to write in', async () => {
    await begin()
    const other = await tab(alex.id)
    await say(adele.id, 'a:personal-1', 'secret')
    await say(adele.id, group, 'hello')
    await other.entry((entry) => entry.text === 'hello')
    assert.equal(JSON.stringify(other.events).includes('secret'), false)
    const refused = await say(alex.id, 'a:personal-1', 'I am Adele')
    assert.match(JSON.stringify(refused), /conversation: this person is not in it/)
  })

  it('is marked undelivered when the bot is not there, and sent again with the same id', async () => {
    await begin()
    const own = await tab(adele.id)
    bot.answer = () => ({ status: 503 })
    const { id } = await say(adele.id, 'a:personal-1', 'hello')
    await own.entry((entry) => entry.id === id && entry.delivery === 'failed')
    bot.answer = () => ({ status: 200 })
    assert.deepEqual(await tell('again', { as: adele.id, conversation: 'a:personal-1', id }), { sent: true })
    await own.entry((entry) => entry.id === id && entry.delivery === 'sent')
    assert.deepEqual(new Set(bot.heard.filter(({ text }) => text === 'hello').map((said) => said.id)), new Set([id]))
  })

  const tap = { as: adele.id, conversation: group, activityId: '7', action: { verb: 'confirm' }, trigger: 'manual' }

  it('taps Action.Execute as an invoke and gets the card, the sentence or the error of the answer', async () => {
    await begin()
    const answers: [object, object][] = [
      [
        { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: { type: 'AdaptiveCard' } },
        { kind: 'card', card: { type: 'AdaptiveCard' } },
      ],
      [
        { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'You may not.' },
        { kind: 'text', text: 'You may not.' },
      ],
      [
        { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'Reference 7.' } },
        { kind: 'error', message: 'Reference 7.' },
      ],
      [{ odd: true }, { kind: 'error', message: 'Something went wrong. Please try again.' }],
    ]
    for (const [body, shown] of answers) {
      bot.answer = () => ({ status: 200, body })
      assert.deepEqual(await tell('tap', tap), shown)
    }
    const { name, replyToId, value } = await bot.next('invoke')
    assert.deepEqual(
      { name, replyToId, value },
      {
        name: 'adaptiveCard/action',
        replyToId: '7',
        value: { action: { type: 'Action.Execute', verb: 'confirm' }, trigger: 'manual' },
      },
    )
  })

  it('gives up on a tap when the bot takes too long, and does not tap again', async () => {
    await begin({ patience: 60 })
    bot.answer = () => new Promise(() => undefined)
    assert.deepEqual(await tell('tap', tap), { kind: 'error', message: 'Something went wrong. Please try again.' })
    assert.equal(bot.heard.length, 1)
  })

  it('finds people by name with their object ids, and asks the bot for any other data set', async () => {
    await begin()
    const look = { as: adele.id, conversation: group, activityId: '7', text: 'jane' }
    assert.deepEqual((await tell('search', { ...look, dataset: 'graph.microsoft.com/users' }))[0], {
      title: 'Jane Doe (jane.doe@contoso.com)',
      value: jane.id,
    })
    const within = { ...look, dataset: 'graph.microsoft.com/users?scope=currentContext' }
    assert.deepEqual(await tell('search', within), [])
    const results = [{ title: 'Sales', value: 'sales' }]
    bot.answer = () => ({
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } },
    })
    assert.deepEqual(await tell('search', { ...look, dataset: 'departments' }), results)
    assert.equal((await bot.next('invoke')).name, 'application/search')
  })

  it('is still there after a reload, and after a restart when there is a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chat-'))
    const file = join(folder, 'history', 'chat.jsonl')
    await begin({ file })
    await say(adele.id, 'a:personal-1', 'remember me')
    await bot.next('message')
    const { entries } = await (await tab(adele.id)).next('snapshot')
    assert.equal(entries[0]?.text, 'remember me')
    await chat.close()
    await begin({ file })
    const again = await (await tab(adele.id)).next('snapshot')
    assert.equal(again.entries[0]?.text, 'remember me')
    await tell('open', { as: adele.id, conversation: 'a:personal-1' })
    assert.equal(bot.heard.filter((activity) => activity.type === 'installationUpdate').length, 1)
    await rm(folder, { recursive: true })
  })
})
