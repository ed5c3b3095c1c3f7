import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { User } from '../../src/demo/tenant/company.ts'
import { peopleOf } from '../../src/offboarding/batch/evolve.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { firstAlteredInBatch, loadBatch } from '../../src/records/batch-history.ts'
import { membersOf } from '../../src/records/batch-members.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { firstAltered, load } from '../../src/records/history.ts'
import { rob } from '../offboard.ts'
import { buttonsOf, contentOf, type Message, type TapReply } from '../teams.ts'
import type { Bot } from './bots.ts'
import type { Scene } from './scene.ts'

/** A list as whoever sent it knows it. */
export type KnownBatch = {
  readonly chat: string
  readonly leavers: readonly User[]
  /** One tap for everything, or one for each action; `again`: some fail at first; `stopped` after the first of them. */
  readonly how: 'all' | 'each' | 'again' | 'stopped'
  started: boolean
  /** How often what had failed was tried again. */
  again: number
  /** Buttons that were tapped, whether or not an answer came; and those that were answered. */
  readonly sent: Set<string>
  readonly acknowledged: Set<string>
}

export function knownBatch(scene: Scene, index: number, size: number, how: KnownBatch['how']): KnownBatch {
  const leavers = scene.leavers.slice(index * size, (index + 1) * size)
  return {
    chat: `a:rob list ${index}`,
    leavers,
    how,
    started: false,
    again: 0,
    sent: new Set(),
    acknowledged: new Set(),
  }
}

/** Sends the list, and then taps whatever is to be tapped, as often as it takes until it is answered. */
export async function offboardMany(scene: Scene, known: KnownBatch): Promise<void> {
  const list = known.leavers.map(({ displayName }) => displayName).join('\n')
  await sayUntilHeard(scene, known.chat, `offboard\n${list}`)
  const size = known.leavers.length
  await persist(scene, known, `Start for ${size}`, 'Started by')
  known.started = true
  if (known.how === 'all') return persist(scene, known, 'Confirm all', 'Everything that was left:')
  // Those for whom it is their turn first are waited for, so that each tap is for everybody.
  const people = `${size} people`
  if (known.how === 'again') failSome(scene)
  await persist(scene, known, `Reset ${size} passwords`, `Reset ${size} passwords:`)
  if (known.how === 'stopped') return persist(scene, known, 'Stop', 'Stopped by')
  if (known.how === 'again') await tryAgain(scene, known)
  for (const title of [`Sign out ${people}`, `Block sign-in of ${people}`, `Block email of ${people}`])
    await persist(scene, known, title, `${title}:`)
}

const failing = 5

function failSome(scene: Scene): void {
  const refused = { kind: 'refused', status: 403, code: 'Denied', message: 'no' } as const
  const onPassword = { on: 'PATCH /users/{id}', having: 'passwordProfile', times: failing } as const
  scene.simulated.faults.order({ add: [{ ...refused, ...onPassword }] })
}

/** As often as something has failed: whoever is killed at that moment tries once more without a tap. */
async function tryAgain(scene: Scene, known: KnownBatch): Promise<void> {
  const size = known.leavers.length
  const titleOn = ({ card }: Message) =>
    buttonsOf(card).find(({ title }) => title.startsWith('Try again for'))?.title ?? null
  const isSettled = (message: Message) => {
    const text = contentOf(message)
    return !isUnderWay.test(text) && (titleOn(message) !== null || text.includes(`\n${size} done`))
  }
  for (;;) {
    const message = await scene.teams.until(known.chat, isSettled, 'every password is tried', 60_000)
    const title = titleOn(message)
    if (title === null) return
    const count = Number(/\d+/.exec(title)?.[0])
    await persist(scene, known, title, count === 1 ? 'Reset 1 password:' : `Reset ${count} passwords:`)
    known.again++
    known.sent.delete(title)
    known.acknowledged.delete(title)
  }
}

/** As Teams does, which sends again what was not answered, with the same id and time. */
async function sayUntilHeard(scene: Scene, chat: string, words: string): Promise<void> {
  const same = { id: crypto.randomUUID(), timestamp: new Date().toISOString() }
  for (;;) {
    const status = await scene.teams.say(rob, chat, words, same).catch(() => 0)
    if (status === 200) return
    await pause(50)
  }
}

/** Taps until it is answered, or until a card says that a tap whose answer was lost has counted. */
async function persist(scene: Scene, known: KnownBatch, title: string, taken: string): Promise<void> {
  const hasButton = ({ card }: Message) => buttonsOf(card).some((button) => button.title === title)
  for (;;) {
    const wanted = (message: Message) =>
      hasButton(message) || (known.sent.has(title) && contentOf(message).includes(taken))
    const message = await scene.teams.until(known.chat, wanted, `a card with ${title}`, 60_000)
    known.sent.add(title)
    const reply = hasButton(message) ? await scene.teams.tap(rob, message, title).catch(() => null) : null
    if (!hasButton(message) || (reply !== null && isTaken(reply))) {
      known.acknowledged.add(title)
      return
    }
    await pause(50)
  }
}

/** Answered with the card as it is now: this tap counted, or one before it whose answer was lost. */
function isTaken({ status, body }: TapReply): boolean {
  if (status !== 200 || body.type !== 'application/vnd.microsoft.card.adaptive') return false
  const text = contentOf({ text: '', card: body.value as Message['card'] })
  return /Started by/.test(text) && !/Nothing was changed|What you saw has changed|not been started/.test(text)
}

/** Kills one bot after the other while the people tap, each at a moment of its own. @returns the last one, alive */
export async function killWhile(scene: Scene, times: number, tapping: Promise<unknown>): Promise<Bot> {
  let bot = await scene.bots.start()
  scene.teams.botUrl = bot.url
  // Looked at when it ends; what it throws before that is not lost.
  tapping.catch(() => undefined)
  for (let life = 0; life < times; life++) {
    await pause(30 + Math.random() * 700)
    await bot.kill()
    bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
  }
  await tapping
  return bot
}

const isUnderWay = /\d running|Getting ready|Looking up|being brought|Stopping/

/** Waits for the end of every list, then compares records, tenant and cards. */
export async function reckonBatches(scene: Scene, all: readonly KnownBatch[], patienceMs = 60_000): Promise<void> {
  const database = await openDatabase(scene)
  try {
    await ended(scene, database, patienceMs)
    const rows = await database.db.selectFrom('batch').select('id').execute()
    assert.equal(rows.length, all.length, 'each list once')
    for (const { id } of rows) await compare(scene, database, id, all)
    const offboardings = await database.db.selectFrom('offboarding').select(['leaver', 'batch']).execute()
    assert.equal(
      offboardings.length,
      all.reduce((sum, { leavers }) => sum + leavers.length, 0),
    )
    assert.equal(
      (await database.db.selectFrom('batch_offer').selectAll().execute()).length,
      0,
      'offers were left behind',
    )
    for (const { card } of scene.teams.messages)
      assert.doesNotMatch(contentOf({ text: '', card }), isUnderWay, 'a card says so for ever')
  } finally {
    await database.close()
  }
}

async function ended(scene: Scene, database: Database, patienceMs: number): Promise<void> {
  const patience = Date.now() + patienceMs
  for (;;) {
    const open = await database.db.selectFrom('batch').select('id').where('open', '=', 1).execute()
    const late = scene.teams.messages.filter(({ card }) => isUnderWay.test(contentOf({ text: '', card })))
    if (open.length === 0 && late.length === 0) return
    if (Date.now() > patience)
      assert.fail(`after ${patienceMs} ms: ${open.length} lists, ${late.map(contentOf).join('\n---\n')}`)
    await pause(100)
  }
}

async function compare(scene: Scene, database: Database, id: string, all: readonly KnownBatch[]): Promise<void> {
  const state = await loadBatch(database, id)
  assert.ok(state)
  assert.equal(await firstAlteredInBatch(database, id), null)
  const known = all.find(({ chat }) => state.showings.some(({ conversation }) => conversation === chat))
  assert.ok(known, 'a list that nobody sent')
  assert.deepEqual(
    peopleOf(state).map(({ match }) => match.leaver.id),
    known.leavers.map((leaver) => leaver.id),
  )
  // A card that was not edited yet may offer once more what was just tapped, and that counts no second time.
  const again = state.consents.filter(({ verb }) => verb === 'again').length
  assert.ok(again <= known.again && again > 0 === known.again > 0, `tried again ${again} times, tapped ${known.again}`)
  const others = known.how === 'stopped' ? 2 : 1
  assert.equal(state.consents.length - again, known.acknowledged.size - others, 'each decision once')
  for (const member of await membersOf(database, state)) {
    const history = await load(database, member.id)
    assert.equal(await firstAltered(database, member.id), null)
    const writes = scene.simulated.state().writes.filter((write) => write.id === member.leaver)
    const count = (kind: string) => writes.filter((write) => write.kind === kind).length
    const told = `${history?.leaver.displayName} ${member.standing}: ${writes.map(({ kind }) => kind).join(', ')}`
    if (known.how === 'stopped') {
      const confirmed = history?.actions['reset-password'].confirmation !== null
      const outcomes = actionIds.map((action) => history?.actions[action].outcome?.kind)
      const first = outcomes[0] === 'done' ? 'done' : 'skipped'
      assert.deepEqual(outcomes, [first, 'skipped', 'skipped', 'skipped'], told)
      assert.equal(count('password') > 0, first === 'done', told)
      assert.ok(confirmed || first === 'skipped', told)
      assert.equal(count('password'), writes.length, told)
      continue
    }
    assert.deepEqual(
      actionIds.map((action) => history?.actions[action].outcome?.kind),
      Array(4).fill('done'),
      told,
    )
    // Where the account or the mailbox shows that it is done, nothing is done again.
    assert.deepEqual([count('account'), count('email')], [1, 1], told)
    assert.ok(count('password') >= 1 && count('sessions') >= 1, told)
  }
}
