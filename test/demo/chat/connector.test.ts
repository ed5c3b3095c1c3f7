import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { Chat } from '../../../src/demo/chat/chat.ts'
import { mriOf } from '../../../src/demo/chat/roster.ts'
import { adele, alex, cardOf, group, jane, send, startBot, startTestChat, type TestBot } from './bot.ts'
import { openTab, type Tab } from './tab.ts'

describe('what the bot does through the Bot Connector', () => {
  let bot: TestBot
  let chat: Chat
  let tab: Tab

  beforeEach(async () => {
    bot = await startBot()
    chat = await startTestChat(bot.url)
    tab = await openTab(chat.url, alex.id)
  })
  afterEach(async () => {
    tab.close()
    await chat.close()
    await bot.close()
  })

  const v3 = (path: string) => `${chat.serviceUrl}/v3/conversations${path}`
  const inGroup = (path: string) => v3(`/${encodeURIComponent(group)}/${path}`)
  const bodyOf = async (response: Response): Promise<Record<string, unknown>> => JSON.parse(await response.text())
  const post = async (text: string): Promise<string> => {
    const response = await send(inGroup('activities'), 'POST', { type: 'message', attachments: [cardOf(text)] })
    assert.equal(response.status, 201)
    return String((await bodyOf(response)).id)
  }
  const codeOf = async (response: Response) => [response.status, JSON.stringify((await bodyOf(response)).error)]

  it('posts, edits and deletes a message, and every tab sees each at once', async () => {
    const id = await post('waiting')
    await tab.entry((entry) => entry.id === id && JSON.stringify(entry).includes('waiting'))
    await send(inGroup(`activities/${id}`), 'PUT', { type: 'message', attachments: [cardOf('done')] })
    const edited = await tab.entry((entry) => entry.id === id && entry.version === 2)
    assert.deepEqual(edited.attachments, [cardOf('done')])
    await send(inGroup(`activities/${id}`), 'DELETE')
    const gone = await tab.entry((entry) => entry.id === id && entry.deleted)
    assert.deepEqual([gone.text, gone.attachments], ['', []])
  })

  it('answers in a thread, and shows that it is typing without keeping that', async () => {
    await send(inGroup('activities/123'), 'POST', { type: 'message', text: 'An answer' })
    await send(inGroup('activities'), 'POST', { type: 'typing' })
    assert.equal((await tab.entry((entry) => entry.text === 'An answer')).from, 'bot')
    assert.equal((await tab.next('typing')).conversation, group)
    const later = await openTab(chat.url, alex.id)
    assert.equal((await later.next('snapshot')).entries.length, 1)
    later.close()
  })

  it('is refused by name', async () => {
    const id = await post('card')
    const unknown = await send(inGroup('activities/1'), 'PUT', { type: 'message' })
    assert.match(String(await codeOf(unknown)), /^404.*ActivityNotFoundInConversation/)
    await send(inGroup(`activities/${id}`), 'DELETE')
    const deleted = await send(inGroup(`activities/${id}`), 'PUT', { type: 'message' })
    assert.match(String(await codeOf(deleted)), /^404.*ActivityNotFoundInConversation/)
    const nowhere = await send(v3('/nowhere/activities'), 'POST', { type: 'message' })
    assert.match(String(await codeOf(nowhere)), /^404.*ConversationNotFound/)
    const wrong = await send(inGroup('activities'), 'POST', { type: 'message', text: 7 })
    assert.match(String(await codeOf(wrong)), /^400.*BadSyntax.*text: /)
  })

  it('may not send more than Teams takes, counted as UTF-16', async () => {
    const fits = await send(inGroup('activities'), 'POST', { type: 'message', text: 'é'.repeat(50_000) })
    assert.equal(fits.status, 201)
    for (const length of [52_000, 2_000_000]) {
      const large = await send(inGroup('activities'), 'POST', { type: 'message', text: 'x'.repeat(length) })
      assert.match(String(await codeOf(large)), /^413.*MessageSizeTooBig/)
    }
  })

  it('opens a personal chat with a person it knows, by MRI or object id, and with nobody else', async () => {
    for (const member of [{ id: mriOf(alex.id) }, { id: alex.id }, { id: '', aadObjectId: alex.id }]) {
      const opened = await send(v3(''), 'POST', { isGroup: false, members: [member], tenantId: 'x' })
      assert.equal((await bodyOf(opened)).id, 'a:personal-2')
    }
    const stranger = await send(v3(''), 'POST', { members: [{ id: mriOf(jane.id) }] })
    assert.match(String(await codeOf(stranger)), /^403.*BotNotInConversationRoster/)
  })

  it('reads who is in a conversation, by MRI and by object id', async () => {
    const { members } = await bodyOf(await fetch(inGroup('pagedmembers')))
    assert.deepEqual(members, JSON.parse(await (await fetch(inGroup('members'))).text()))
    for (const id of [mriOf(adele.id), adele.id]) {
      const member = await bodyOf(await fetch(inGroup(`members/${encodeURIComponent(id)}`)))
      assert.equal(member.aadObjectId, adele.id)
      assert.equal(member.id, mriOf(adele.id))
      assert.equal(member.userPrincipalName, 'adele@contoso.com')
    }
    assert.equal((await fetch(v3(`/a:personal-2/members/${adele.id}`))).status, 404)
  })

  const statusFrom = (headers: Record<string, string>) =>
    new Promise<number | undefined>((answered, failed) => {
      const asked = request(inGroup('members'), { headers }, (response) => answered(response.resume().statusCode))
      asked.on('error', failed).end()
    })

  it('is kept from other web sites, by a name of theirs for this machine and across origins', async () => {
    const { host } = new URL(chat.url)
    assert.equal(await statusFrom({ host }), 200)
    assert.equal(await statusFrom({ host: host.replace('127.0.0.1', 'localhost') }), 200)
    assert.equal(await statusFrom({ host: host.replace('127.0.0.1', 'evil.example') }), 403)
    assert.equal(await statusFrom({ host, origin: 'https://evil.example' }), 403)
  })
})
