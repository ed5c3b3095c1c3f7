import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { isSharePoint } from '../../src/bot/upload.ts'
import { verify } from '../../src/evidence/verify.ts'
import type { Recorded } from '../../src/offboarding/events.ts'
import { begin } from '../../src/records/history.ts'
import { ava, jane, oscar, rob, startWorld, type World } from '../offboard.ts'
import { factsOf, offerOf, requested } from '../offboarding/fixtures.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { finished } from './finished.ts'
import { startOneDrive } from './one-drive.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, started, toBot } from './turns.ts'

const chat = 'a:rob'

describe('evidence: the whole history as a file', () => {
  let world: World
  let oneDrive: Awaited<ReturnType<typeof startOneDrive>>
  beforeEach(async () => {
    oneDrive = await startOneDrive()
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
    await oneDrive.stop()
  })

  /** The two questions whether a file may be saved: the report and the data. */
  async function offered(words = 'evidence Jane', by = rob, where = chat): Promise<[Message, Message]> {
    const answers = await said(world, by, where, words)
    const [report, data] = answers.filter(({ attachment }) => attachment !== null)
    assert.ok(report && data, answers.map(contentOf).join())
    return [report, data]
  }
  const only = async (words: string, where = chat, more = {}): Promise<Message> => {
    const [message] = await said(world, rob, where, words, more)
    return message ?? assert.fail('no answer')
  }
  const givenIn = (history: readonly Recorded[]) =>
    history.flatMap(({ event }) =>
      event.type === 'evidence-given' ? [{ by: event.by.name, way: event.way, file: event.file }] : [],
    )
  const given = () => world.database.db.selectFrom('event').select('seq').where('type', '=', 'evidence-given').execute()
  const shown = () => world.teams.messages.filter(({ deleted }) => !deleted)
  const newest = () => shown().at(-1) ?? assert.fail('nothing is shown')
  const block = (name: string) => {
    const user = world.company.users.find(({ displayName }) => displayName === name)
    Object.assign(user ?? assert.fail(name), { accountEnabled: false })
  }

  it('asks for each of two files whether it may be saved, and saves what was agreed to', async () => {
    await finished(world, rob, chat, jane.userPrincipalName)
    const [report, data] = await offered()
    assert.match(report.attachment?.name ?? '', /^offboarding-jane-doe-\d{4}-\d\d-\d\d\.html$/)
    assert.equal(report.attachment?.contentType, 'application/vnd.microsoft.teams.card.file.consent')
    assert.equal(await world.teams.consent(rob, report, 'accept', `${oneDrive.url}/report`), 200)
    const file = oneDrive.files.get('/report')
    assert.match(file?.text ?? '', /<!doctype html>[\s\S]*Jane Doe is locked out: 4 of 4 done/)
    const size = Buffer.byteLength(file?.text ?? '')
    assert.equal(file?.range, `bytes 0-${size - 1}/${size}`)
    assert.equal(newest().attachment?.contentType, 'application/vnd.microsoft.teams.card.file.info')
    assert.ok(report.deleted, 'the question is taken back')
    await world.teams.consent(rob, data, 'accept', `${oneDrive.url}/data`)
    const verdict = verify(oneDrive.files.get('/data')?.text ?? '')
    assert.deepEqual(verdict.faults, [])
    assert.ok(verdict.events > 15)
    const handOuts = givenIn(JSON.parse(oneDrive.files.get('/data')?.text ?? '').evidence.history)
    assert.deepEqual(handOuts, [
      { by: 'Rob Hale', way: 'file', file: 'report' },
      { by: 'Rob Hale', way: 'file', file: 'data' },
    ])
    assert.match(file?.text ?? '', /Evidence was made for Rob Hale: the report, to be saved in their OneDrive\./)
    const digest = (verdict.lastHash ?? '').slice(0, 24).replace(/(.{4})(?=.)/g, '$1 ')
    await world.teams.card(chat, 'What to expect', `digest ${digest}`)
  })

  it('saves nothing that was declined', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [report] = await offered()
    await world.teams.consent(rob, report, 'decline')
    assert.match(newest().text, /offboarding-jane-doe-.*\.html was not saved\./)
    assert.equal(oneDrive.files.size, 0)
    assert.deepEqual(await given(), [])
  })

  it('looks at who agrees, and at what is true then', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [report, data] = await offered()
    await world.teams.consent(oscar, { ...report, chat: 'a:oscar' }, 'accept', `${oneDrive.url}/oscar`)
    assert.doesNotMatch(newest().text, /Jane/)
    block('Rob Hale')
    await world.teams.consent(rob, data, 'accept', `${oneDrive.url}/rob`)
    assert.match(newest().text, /Your own account is blocked/)
    assert.equal(oneDrive.files.size, 0)
    assert.deepEqual(await given(), [])
  })

  it('gives nobody a file about themselves, whatever they send', async () => {
    await review(world, rob, chat, ava.userPrincipalName)
    const [report] = await offered('evidence Ava')
    assert.match(await answerTo(world, ava, 'a:ava', 'evidence Ava'), /No offboarding of “Ava” was found/)
    await world.teams.consent(ava, { ...report, chat: 'a:ava' }, 'accept', `${oneDrive.url}/ava`)
    assert.match(newest().text, /This is about you/)
    assert.equal(oneDrive.files.size, 0)
  })

  it('asks which one where there are several, the newest first', async () => {
    const first = await begin(world.database, requested(offerOf(factsOf({ id: randomUUID() }))))
    world.clock.advance(60_000)
    const second = await begin(
      world.database,
      requested(offerOf(factsOf({ id: randomUUID(), displayName: 'Jane Roe' }))),
    )
    const list = await only('evidence Jane')
    assert.match(contentOf(list), /Evidence of which one\?[\s\S]*Jane Roe[\s\S]*Jane Doe/)
    const rows = buttonsOf(list.card).filter(({ verb }) => verb === 'evidence')
    assert.deepEqual(
      rows.map(({ data }) => data.offboarding),
      [second?.id, first?.id],
    )
    const reply = await world.teams.invoke(rob, list, 'evidence', rows[1]?.data)
    assert.match(sentenceOf(reply), /Teams asks for each/)
    assert.match(newest().attachment?.name ?? '', /^offboarding-jane-doe-/)
  })

  it('asks whom, and says when there is nobody', async () => {
    assert.match(await answerTo(world, rob, chat, 'evidence'), /Type evidence and a name/)
    assert.match(await answerTo(world, rob, chat, 'evidence Jane'), /No offboarding of “Jane” was found/)
  })

  it('puts a file into SharePoint and nowhere else', async () => {
    await world.stop()
    world = await startWorld({ evidence: { isAllowedUpload: isSharePoint } })
    await started(world, rob, chat, jane.userPrincipalName)
    const [report] = await offered()
    await world.teams.consent(rob, report, 'accept', `${oneDrive.url}/report`)
    assert.equal(oneDrive.files.size, 0)
    assert.match(contentOf(newest()), /could not be saved in your OneDrive[\s\S]*Code: \d{3} \d{3}/)
  })

  for (const status of [403, 500, 302])
    it(`gives a link where OneDrive answers ${status}`, async () => {
      await started(world, rob, chat, jane.userPrincipalName)
      const [report] = await offered()
      oneDrive.place.status = status
      await world.teams.consent(rob, report, 'accept', `${oneDrive.url}/report`)
      assert.match(contentOf(newest()), /Code: \d{3} \d{3}/)
      assert.equal(oneDrive.files.size, 0)
    })

  it('gives a link where Teams takes no file, and says so where there is no address for one', async () => {
    await world.stop()
    world = await startWorld({ evidence: { isAllowedUpload: null } })
    await started(world, rob, chat, jane.userPrincipalName)
    assert.match(await answerTo(world, rob, chat, 'evidence Jane'), /Evidence: Jane Doe[\s\S]*Code: \d{3} \d{3}/)
    await world.stop()
    world = await startWorld({ evidence: { isAllowedUpload: null, publicUrl: null } })
    await started(world, rob, chat, jane.userPrincipalName)
    assert.match(await answerTo(world, rob, chat, 'evidence Jane'), /Whoever runs the bot can set PUBLIC_URL/)
  })

  it('gives a link where Teams refuses to ask for consent', async () => {
    await begin(world.database, requested())
    world.teams.refusals.push(400)
    assert.match(await answerTo(world, rob, chat, 'evidence Jane'), /Code: \d{3} \d{3}/)
  })

  it('shows a chat of several neither a name nor a link, and whoever may tap gets theirs alone', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const curtain = await only('<at>Offboard</at> evidence Jane', group, toBot)
    const list = await world.teams.tap(rob, curtain, 'Show it to me')
    const row = buttonsOf(list.body.value).find(({ verb }) => verb === 'evidence') ?? assert.fail()
    const link = await world.teams.invoke(rob, curtain, row.verb, row.data)
    assert.match(sentenceOf(link), /Code: \d{3} \d{3}/)
    assert.equal(isCard(await world.teams.invoke(oscar, curtain, row.verb, row.data)), false)
    const posted = JSON.stringify(world.teams.messages.filter((message) => message.chat === group))
    assert.doesNotMatch(posted, /Jane Doe|Code:|\/evidence\//)
  })

  it('says in a chat of several that the file comes in the own chat, where there is no address for a link', async () => {
    await world.stop()
    world = await startWorld({ evidence: { publicUrl: null } })
    await started(world, rob, chat, jane.userPrincipalName)
    const curtain = await only('<at>Offboard</at> evidence Jane', group, toBot)
    const list = await world.teams.tap(rob, curtain, 'Show it to me')
    const row = buttonsOf(list.body.value).find(({ verb }) => verb === 'evidence') ?? assert.fail()
    assert.match(sentenceOf(await world.teams.invoke(rob, curtain, row.verb, row.data)), /in our own chat only/)
  })

  it('answers a consent that is none with a sentence', async () => {
    const said = await only('help')
    const acceptContext = { offboarding: 'x', file: 'everything' }
    const message: Message = { ...said, attachment: { contentType: 'x', content: { acceptContext } } }
    assert.equal(await world.teams.consent(rob, message, 'accept', 'https://contoso.sharepoint.com/x'), 200)
    assert.match(newest().text, /could not be understood/)
  })

  it('speaks Dutch with whoever reads it', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [report] = await said(world, rob, chat, 'bewijs Jane', { locale: 'nl-NL' })
    assert.match(JSON.stringify(report?.attachment), /Bewijs van de offboarding van Jane Doe: het verslag/)
  })
})

describe('where a file may be put', () => {
  const fine = [
    'https://contoso.sharepoint.com/x',
    'https://contoso-my.sharepoint.com/personal/_api/v2.0/x?guid=%271%27',
  ]
  const wrong = [
    'http://contoso.sharepoint.com/x',
    'https://sharepoint.com/x',
    'https://contoso.sharepoint.com.evil.example/x',
    'https://evil.example/.sharepoint.com',
    'https://evilsharepoint.com/x',
    'https://contoso.sharepoint.com:8443/x',
    'https://someone@contoso.sharepoint.com/x',
    'https://evil.example\\@contoso.sharepoint.com/x',
    'https://a.b.sharepoint.com/x',
    'file:///contoso.sharepoint.com',
    '',
  ]
  for (const address of fine) it(`is ${address}`, () => assert.ok(isSharePoint(address)))
  for (const address of wrong) it(`is not ${address || 'nowhere'}`, () => assert.ok(!isSharePoint(address)))
})
