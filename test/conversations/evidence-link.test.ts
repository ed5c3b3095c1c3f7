import assert from 'node:assert/strict'
import { ava, jane, rob, startWorld, type World } from '../offboard.ts'
import { contentOf, type TeamsPerson } from '../teams.ts'
import { answerTo, said, started } from './turns.ts'

const chat = 'a:rob'
const minute = 60_000

describe('a link to evidence', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ evidence: { isAllowedUpload: null } })
    await started(world, rob, chat, jane.userPrincipalName)
  })
  afterEach(() => world.stop())

  async function link(by: TeamsPerson = rob, where = chat): Promise<{ url: string; code: string }> {
    const [message] = await said(world, by, where, 'evidence Jane')
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(message?.card))?.[1]
    const code = /Code: (\d{3} \d{3})/.exec(contentOf(message ?? assert.fail()))?.[1]
    return { url: url ?? assert.fail('no link'), code: code ?? assert.fail('no code') }
  }
  const enter = (url: string, code: string) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ code }), redirect: 'manual' })
  const otherThan = (code: string) => (code === '000 000' ? '000 001' : '000 000')
  const textOf = async (response: Response) => `${response.status} ${await response.text()}`

  it('asks for the code that only the card has, and then shows the report with the data in it', async () => {
    const { url, code } = await link()
    assert.match(await textOf(await fetch(url)), /^200 [\s\S]*Type the code/)
    const page = await textOf(await enter(url, code))
    assert.match(page, /^200 [\s\S]*Evidence: offboarding of Jane Doe/)
    const data = /href="data:application\/json;base64,([^"]+)" download="offboarding-jane-doe-[\d-]+\.json"/.exec(
      page,
    )?.[1]
    const file = JSON.parse(Buffer.from(data ?? '', 'base64').toString())
    assert.equal(file.evidence.made.for.name, 'Rob Hale')
    const { event } = file.evidence.history.at(-1)
    assert.deepEqual([event.type, event.by.name, event.way], ['evidence-given', 'Rob Hale', 'link'])
  })

  it('opens once', async () => {
    const { url, code } = await link()
    const pages = await Promise.all([enter(url, code), enter(url, code), enter(url, code)])
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 404, 404])
    const given = await world.database.db
      .selectFrom('event')
      .select('seq')
      .where('type', '=', 'evidence-given')
      .execute()
    assert.equal(given.length, 1)
    assert.equal((await fetch(url)).status, 404)
  })

  it('is of no use to whoever it is passed on to: without the code it shows nothing', async () => {
    const { url, code } = await link()
    const asked = await textOf(await fetch(url))
    const refused = await textOf(await enter(url, otherThan(code)))
    for (const page of [asked, refused]) assert.doesNotMatch(page, /Jane|Rob|contoso/)
    assert.match(refused, /^403 [\s\S]*That is not the code\. 4 tries are left\./)
  })

  it('ends after five wrong codes, also for the right one, also when they come at once', async () => {
    const { url, code } = await link()
    const tries = await Promise.all(Array.from({ length: 12 }, () => enter(url, otherThan(code))))
    assert.equal(tries.filter(({ status }) => status === 403).length, 4)
    assert.equal((await enter(url, code)).status, 404)
  })

  it('ends after ten minutes', async () => {
    const { url, code } = await link()
    world.clock.advance(10 * minute)
    assert.equal((await fetch(url)).status, 404)
    assert.match(await textOf(await enter(url, code)), /^404 [\s\S]*This link is no longer good/)
  })

  it('is not opened by the code of another link', async () => {
    const [ours, theirs] = [await link(), await link(ava, 'a:ava')]
    if (ours.code !== theirs.code) assert.equal((await enter(ours.url, theirs.code)).status, 403)
    assert.equal((await enter(ours.url, ours.code)).status, 200)
  })

  it('ends when the same person asks for another', async () => {
    const [first, second] = [await link(), await link()]
    assert.equal((await enter(first.url, first.code)).status, 404)
    assert.equal((await enter(second.url, second.code)).status, 200)
  })

  it('reads the roles again when it is opened', async () => {
    const { url, code } = await link()
    const user = world.company.users.find(({ id }) => id === rob.id)
    Object.assign(user ?? assert.fail(), { accountEnabled: false })
    const page = await textOf(await enter(url, code))
    assert.match(page, /^403 [\s\S]*You may not see this any more/)
    assert.doesNotMatch(page, /Jane/)
  })

  it('is kept by nobody: not cached, not framed, no script, no trace to another site', async () => {
    const { url, code } = await link()
    for (const { headers } of [await fetch(url), await enter(url, code)]) {
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'/)
      assert.match(policy, /frame-ancestors 'none'/)
    }
  })

  it('is kept by its digests alone', async () => {
    const { url, code } = await link()
    const rows = JSON.stringify(await world.database.db.selectFrom('evidence_link').selectAll().execute())
    assert.ok(!rows.includes(url.split('/').at(-1) ?? ''))
    assert.ok(!rows.includes(code.replace(' ', '')))
  })

  for (const path of ['', 'x', '..%2fapi', 'a'.repeat(32), `${'a'.repeat(32)}/x`])
    it(`shows nothing at /evidence/${path}`, async () => {
      const base = world.teams.botUrl.replace('/api/messages', '/evidence/')
      for (const response of [await fetch(base + path), await enter(base + path, '000000')]) {
        assert.equal(response.status, 404)
        assert.doesNotMatch(await response.text(), /Jane/)
      }
    })

  it('speaks the language of whom it is for', async () => {
    const [message] = await said(world, rob, chat, 'bewijs Jane', { locale: 'nl-NL' })
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(message?.card))?.[1] ?? ''
    assert.match(await textOf(await fetch(url)), /<html lang="nl">[\s\S]*Typ de code/)
  })

  it('is not given to whoever holds no role', async () => {
    assert.doesNotMatch(await answerTo(world, jane, 'a:jane', 'evidence Jane'), /Code|Doe/)
  })
})
