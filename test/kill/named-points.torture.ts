import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openDatabase } from '../../src/records/database.ts'
import { cut, type Passing } from '../gate.ts'
import { needsPostgres } from '../loud-skips.ts'
import { startPostgres } from '../postgres.ts'
import type { Bot } from './bots.ts'
import { about, confirmAll, confirmOne, type Known, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

/** A moment in a bot's work, seen from outside: a request of its that arrives, or that is done and not yet answered. */
type Point = {
  readonly name: string
  readonly gate: 'tenantGate' | 'teamsGate'
  readonly moment: 'arrives' | 'answered'
  readonly matches: (passing: Passing) => boolean
}

const isPassword = ({ body }: Passing) => body.includes('passwordProfile')
const isSignOut = ({ path }: Passing) => path.endsWith('revokeSignInSessions')
const isBlock = ({ method, body }: Passing) => method === 'PATCH' && body.includes('accountEnabled')
const isEmail = ({ name }: Passing) => name === 'Set-CASMailbox'

const deeds = { password: isPassword, 'sign-out': isSignOut, block: isBlock, email: isEmail }
const acts: Point[] = Object.entries(deeds).flatMap(([deed, matches]) => [
  { name: `before the ${deed}, which was begun`, gate: 'tenantGate', moment: 'arrives', matches },
  { name: `after the ${deed} and before its record`, gate: 'tenantGate', moment: 'answered', matches },
])
const rest: Point[] = [
  {
    name: 'as it reads a mailbox back',
    gate: 'tenantGate',
    moment: 'answered',
    matches: following(isEmail, /^Get-CASMailbox$/),
  },
  {
    name: 'as it reads an account back',
    gate: 'tenantGate',
    moment: 'answered',
    matches: following(isPassword, /^GET .*users/),
  },
  {
    name: 'between a record and the edit of its card',
    gate: 'teamsGate',
    moment: 'arrives',
    matches: isCard('PUT', '1 of 4'),
  },
  {
    name: 'after the edit of a card and before its record',
    gate: 'teamsGate',
    moment: 'answered',
    matches: isCard('PUT', '1 of 4'),
  },
  { name: 'before a new card is posted', gate: 'teamsGate', moment: 'arrives', matches: isCard('POST', '2 of 4') },
  {
    name: 'after a new card was posted and before its record',
    gate: 'teamsGate',
    moment: 'answered',
    matches: isCard('POST', '2 of 4'),
  },
]

function isCard(method: string, place: string) {
  return (passing: Passing) => passing.method === method && passing.body.includes(place)
}

/** The first request of this name that follows one of that kind. */
function following(earlier: (passing: Passing) => boolean, name: RegExp) {
  let seen = false
  return (passing: Passing) => {
    seen ||= earlier(passing)
    return seen && !earlier(passing) && name.test(passing.name)
  }
}

describe('a bot that is killed at a named point', function () {
  this.timeout(60_000)
  let scene: Scene
  let bot: Bot
  let count = 0
  before(async () => {
    scene = await startScene({ leavers: 80 })
  })
  after(() => scene.stop())
  beforeEach(async () => {
    bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
  })

  /** Another bot takes its place, and finds everything to be right in the end. */
  async function another(...all: Known[]): Promise<void> {
    scene.openGates()
    const next = await scene.bots.start()
    await reckon(scene, all)
    await next.kill()
  }

  for (const { name, gate, moment, matches } of [...acts, ...rest]) {
    it(name, async () => {
      const known = about(scene, count++)
      await start(scene, known)
      await scene.teams.card(known.chat, '1 of 4', 'Confirm all')
      scene[gate][moment] = async (passing) => {
        if (known.sent.size === 0 || !matches(passing)) return
        await bot.kill()
        throw cut
      }
      const tapped = confirmAll(scene, known).catch(() => undefined)
      await bot.gone
      await tapped
      await another(known)
      assert.equal(known.sent.size, 4)
    })
  }

  it('after the append, as the tap is answered', async () => {
    const known = about(scene, count++)
    await start(scene, known)
    await confirmAll(scene, known)
    await bot.kill()
    assert.equal(known.acknowledged.size, 4)
    await another(known)
  })

  it('before the claim of what was appended', async () => {
    // Ten offboardings whose calls are held are as many as one process works on; the next has to wait for its claim.
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const all = Array.from({ length: 11 }, () => about(scene, count++))
    for (const known of all) await start(scene, known)
    const [last, ...others] = all as [Known, ...Known[]]
    scene.tenantGate.arrives = async (passing) => {
      if (isPassword(passing)) await held
    }
    for (const known of others) await confirmOne(scene, known, 'reset-password')
    await confirmAll(scene, last)
    const database = await openDatabase(scene)
    const row = database.db
      .selectFrom('offboarding')
      .select(['lease', 'due_at'])
      .where('id', '=', last.offboarding ?? '')
    const { lease, due_at } = await row.executeTakeFirstOrThrow()
    await database.close()
    await bot.kill()
    release()
    assert.deepEqual([lease, due_at !== null], [null, true], 'it is due and nobody has claimed it')
    assert.equal(last.acknowledged.size, 4)
    await another(...all)
  })

  for (let time = 1; time <= 6; time++) {
    it(`during a checkpoint of the write-ahead log (${time} of 6)`, async () => {
      const known = about(scene, count++)
      await start(scene, known)
      await scene.teams.card(known.chat, '1 of 4', 'Confirm all')
      const file = join(scene.dataDir, 'offboard.sqlite')
      const stuffing = new DatabaseSync(file, { timeout: 5_000 })
      stuffing.exec('pragma wal_autocheckpoint=0')
      const insert = stuffing.prepare("insert into dialog_state (key, value, etag, at) values (?, ?, '', 0)")
      for (let row = 0; row < 150; row++) insert.run(`${time} ${row}`, 'x'.repeat(100_000))
      // Only a checkpoint writes to the file itself; everything else goes to the log beside it.
      const before = statSync(file).mtimeMs
      const tapped = confirmAll(scene, known).catch(() => undefined)
      const patience = Date.now() + 10_000
      while (statSync(file).mtimeMs === before && Date.now() < patience) await new Promise(setImmediate)
      await bot.kill()
      assert.notEqual(statSync(file).mtimeMs, before, 'there was a checkpoint')
      await tapped
      stuffing.close()
      const whole = new DatabaseSync(file, { timeout: 5_000 })
      assert.deepEqual({ ...whole.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
      whole.close()
      await another(known)
    })
  }
})

describe('a bot that is killed as it makes its records', function () {
  this.timeout(60_000)
  let scene: Scene
  afterEach(() => scene.stop())

  it('starts as if nothing had been, in a SQLite file', async () => {
    scene = await startScene({ leavers: 20, spare: 3 })
    for (let time = 0; time < 12; time++) {
      const { child, gone } = await scene.bots.begin()
      const file = join(scene.dataDir, 'offboard.sqlite-wal')
      while (!statSync(file, { throwIfNoEntry: false })) await new Promise(setImmediate)
      await pause(Math.random() * 6)
      child.kill('SIGKILL')
      await gone
    }
    await works(scene)
  })

  it('starts as if nothing had been, on PostgreSQL', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 20, databaseUrl: postgres.url })
    const client = new pg.Client(postgres.url)
    await client.connect()
    // Whoever brings the schema up to date waits for this lock first, within the transaction that does it.
    await client.query('select pg_advisory_lock(727274)')
    const { child, gone } = await scene.bots.begin()
    const waits = 'select count(*)::int as waiting from pg_locks where not granted'
    while ((await client.query<{ waiting: number }>(waits)).rows[0]?.waiting === 0) await pause(5)
    child.kill('SIGKILL')
    await gone
    await client.query('select pg_advisory_unlock(727274)')
    await client.end()
    await works(scene)
    await scene.bots.stop()
    await postgres.stop()
  })

  async function works(on: Scene): Promise<void> {
    const bot = await on.bots.start()
    on.teams.botUrl = bot.url
    const known = about(on, 0)
    await start(on, known)
    await confirmAll(on, known)
    await reckon(on, [known])
  }
})
