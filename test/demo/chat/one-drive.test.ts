import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Chat } from '../../../src/demo/chat/chat.ts'
import { adele, send, startBot, startTestChat, type TestBot } from './bot.ts'

const consented = z.object({
  name: z.literal('fileConsent/invoke'),
  replyToId: z.string(),
  value: z.object({
    action: z.enum(['accept', 'decline']),
    context: z.unknown(),
    uploadInfo: z.object({ uploadUrl: z.string(), contentUrl: z.string(), name: z.string() }).optional(),
  }),
})

describe('a file that a bot wants to save', () => {
  let bot: TestBot
  let chat: Chat
  beforeEach(async () => {
    bot = await startBot()
    chat = await startTestChat(bot.url)
  })
  afterEach(async () => {
    await chat.close()
    await bot.close()
  })

  /** The bot asks in Adele's chat; she answers; what the bot then hears. */
  async function answered(fileConsent: string) {
    const content = { description: 'A report', sizeInBytes: 5, acceptContext: { yes: 1 }, declineContext: { no: 1 } }
    const question = { contentType: 'application/vnd.microsoft.teams.card.file.consent', name: 'report.html', content }
    const path = `${chat.serviceUrl}/v3/conversations/a:personal-1/activities`
    const { id } = z
      .object({ id: z.string() })
      .parse(await (await send(path, 'POST', { type: 'message', attachments: [question] })).json())
    const tapped = { as: adele.id, conversation: 'a:personal-1', activityId: id, data: { fileConsent } }
    assert.equal((await send(`${chat.url}chat/submit`, 'POST', tapped)).status, 200)
    const heard = consented.parse(await bot.next('invoke'))
    assert.equal(heard.replyToId, id)
    return heard.value
  }
  const put = (address: string, body: string, range = `bytes 0-${body.length - 1}/${body.length}`) =>
    fetch(address, { method: 'PUT', body, headers: { 'content-type': 'application/json', 'content-range': range } })

  it('is put where the bot is told, and can be saved from there', async () => {
    const { action, context, uploadInfo } = await answered('accept')
    assert.deepEqual([action, context, uploadInfo?.name], ['accept', { yes: 1 }, 'report.html'])
    const { uploadUrl, contentUrl } = uploadInfo ?? assert.fail()
    assert.equal((await fetch(contentUrl)).status, 404)
    assert.equal((await put(uploadUrl, '{"a":1}', 'bytes 0-1/9')).status, 416)
    assert.equal((await put(uploadUrl, '{"a":1}')).status, 201)
    const saved = await fetch(contentUrl)
    assert.equal(await saved.text(), '{"a":1}')
    assert.match(saved.headers.get('content-disposition') ?? '', /^attachment; filename="?report\.html"?$/)
    assert.equal(saved.headers.get('content-type'), 'application/octet-stream')
  })

  it('is put nowhere by whoever was not told where', async () => {
    const { uploadInfo } = await answered('accept')
    const { contentUrl } = uploadInfo ?? assert.fail()
    assert.equal((await put(contentUrl, 'x')).status, 400)
    assert.equal((await put(`${contentUrl}?upload=guessed`, 'x')).status, 403)
    assert.equal((await put(`${chat.serviceUrl}/onedrive/another?upload=x`, 'x')).status, 403)
  })

  it('is not put anywhere where the person says no', async () => {
    const { action, context, uploadInfo } = await answered('decline')
    assert.deepEqual([action, context, uploadInfo], ['decline', { no: 1 }, undefined])
  })
})
