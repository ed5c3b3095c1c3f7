import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { z } from 'zod'
import type { Seen } from '../../src/demo/tenant/doors.ts'
import { ava, jane, personOf, startWorld, type World } from '../offboard.ts'
import { contentOf, type TapReply } from '../teams.ts'
import { at, callsOf, kindsOn, offboard } from './jane.ts'

const secret = z.object({ passwordProfile: z.object({ password: z.string() }) })
const notComplying = {
  kind: 'refused',
  ...at('reset-password'),
  status: 400,
  code: 'Request_BadRequest',
  message: 'The specified password does not comply with password complexity requirements. Please provide another.',
} as const

describe('the new password', () => {
  let world: World
  let passwords: string[]
  let tokens: string[]
  let log: string
  beforeEach(async () => {
    ;[passwords, tokens, log] = [[], [], '']
    const watch = ({ body, headers }: Seen) => {
      const sent = secret.safeParse(body)
      if (sent.success) passwords.push(sent.data.passwordProfile.password)
      tokens.push(String(headers.authorization).replace('Bearer ', ''))
    }
    const logTo = new Writable({
      write(chunk, _encoding, done) {
        log += chunk
        done()
      },
    })
    world = await startWorld({ watch, logTo })
  })
  afterEach(() => world.stop())

  it('is drawn again when the policy of the tenant refuses it', async () => {
    world.simulated.faults.order({ add: [{ ...notComplying, times: 2 }] })
    const driven = await offboard(world)
    await driven.confirm('reset-password')
    await driven.card('reset-password', 'Done', 'Read back')
    assert.equal(new Set(passwords).size, 3)
    assert.deepEqual(kindsOn(world, jane), ['password'])
  })

  it('is drawn three times and no more', async () => {
    world.simulated.faults.order({ add: [{ ...notComplying, times: 9 }] })
    const driven = await offboard(world)
    await driven.confirm('reset-password')
    const failed = await driven.card('reset-password', 'Failed', 'Try again')
    assert.doesNotMatch(contentOf(failed), /comply with/, 'Microsoft’s own words stay out')
    assert.equal(passwords.length, 3)
    assert.equal(callsOf(world, 'PATCH /users/{id}'), 3)
    assert.deepEqual(kindsOn(world, jane), [])
  })

  it('is long, of all kinds, without a name, and another each time', async () => {
    world.simulated.faults.order({ add: [{ kind: 'hang-up', ...at('reset-password'), afterWrite: true }] })
    const driven = await offboard(world)
    await driven.confirm('reset-password')
    await driven.card('reset-password', 'Waiting for Microsoft until')
    world.clock.advance(10_000)
    await driven.card('reset-password', 'Done', 'Read back')
    for (const password of passwords) {
      assert.ok(password.length >= 24)
      for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(password, kind)
      assert.doesNotMatch(password, /jane|doe/i)
    }
    assert.equal(new Set(passwords).size, passwords.length)
  })

  it('and the tokens are in no record, event, card, answer, log line or error', async () => {
    world.simulated.faults.order({
      add: [
        notComplying,
        { kind: 'unavailable', ...at('reset-password'), status: 500, afterWrite: true },
        { kind: 'throttled', ...at('reset-password'), retryAfterSeconds: 1 },
        { kind: 'unavailable', ...at('reset-password'), status: 503 },
      ],
    })
    const replies: TapReply[] = []
    const driven = await offboard(world)
    replies.push(await driven.confirm('reset-password'))
    for (const wait of [1, 2, 3]) {
      await driven.recorded('waiting', wait)
      world.clock.advance(10_000)
    }
    await driven.card('reset-password', 'Done', 'Read back')
    replies.push(await driven.tap('sign-out', 'Confirm all'))
    await driven.summary()
    const kept = readdirSync(world.dataDir).map((name) => readFileSync(join(world.dataDir, name), 'latin1'))
    const shown = JSON.stringify([replies, world.teams.messages])
    const everything = [...kept, shown, log, JSON.stringify(await driven.history())]
    assert.ok(passwords.length >= 5 && tokens.length > 10 && log.length > 1_000 && kept.join('').includes('answered'))
    for (const password of new Set(passwords)) {
      const forms = [password, JSON.stringify(password).slice(1, -1), encodeURIComponent(password), base64(password)]
      for (const form of forms) assert.ok(!everything.some((text) => text.includes(form)), 'a password was kept')
    }
    for (const token of new Set(tokens)) {
      for (const part of token.split('.').slice(1)) {
        assert.ok(!everything.some((text) => text.includes(part)), 'a token was kept')
      }
    }
  })

  it('is in a log that names nobody', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.match(log, /called Microsoft/)
    assert.doesNotMatch(log, /Jane|Doe|contoso\.com|Rob|Hale/)
  })
})

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '')

describe('what a tenant may refuse', () => {
  let world: World
  afterEach(() => world.stop())

  it('a cloud password for somebody of an on-premises directory: the commands are shown, and who ran them is kept', async () => {
    world = await startWorld({ cloudPasswordForSynced: true })
    const tom = personOf('Tom Becker')
    const driven = await offboard(world, { leaver: tom })
    await driven.confirm('reset-password')
    const failed = await driven.card('reset-password', 'Failed', 'Set-ADAccountPassword', 'Done on-premises')
    assert.match(contentOf(failed), /Active Directory/)
    await driven.tap('reset-password', 'Done on-premises')
    await driven.card('reset-password', 'Done on-premises, as reported', 'Rob Hale')
    assert.deepEqual(kindsOn(world, tom), [])
  })

  it('email to a bot without the Exchange role: the card names what is missing, the rest goes on', async () => {
    world = await startWorld({ botRoles: ['Privileged Authentication Administrator'] })
    const driven = await offboard(world)
    await driven.confirmAll()
    const failed = await driven.card('block-email', 'Failed', 'Try again')
    assert.match(contentOf(failed), /403/)
    await driven.card('block-sign-in', 'Done', 'Read back')
    assert.deepEqual(kindsOn(world, jane), ['password', 'sessions', 'account'])
  })

  it('an administrator to a bot whose role is too small: the card says so, and nothing is done twice', async () => {
    world = await startWorld({
      botRoles: ['User Administrator', 'Exchange Administrator'],
      rules: { approvalForAdmins: 'requester' },
    })
    world.company.roleAssignments.push({ principalId: jane.id, role: 'Exchange Administrator', directoryScopeId: '/' })
    const driven = await offboard(world, { by: ava })
    await driven.confirm('reset-password')
    await driven.card('reset-password', 'Failed', 'Try again')
    assert.deepEqual(kindsOn(world, jane), [])
    assert.equal(callsOf(world, 'PATCH /users/{id}'), 1)
  })

  it('email of somebody without a mailbox: it is skipped with its reason, and asks nobody', async () => {
    world = await startWorld()
    const kenji = personOf('Kenji Sato')
    const driven = await offboard(world, { leaver: kenji })
    await driven.confirmAll()
    await driven.summary()
    const card = await driven.card('block-email', 'Skipped')
    assert.match(contentOf(card), /no Exchange mailbox/)
    assert.equal(callsOf(world, 'Set-CASMailbox'), 0)
    assert.deepEqual(kindsOn(world, kenji), ['password', 'sessions', 'account'])
  })
})
