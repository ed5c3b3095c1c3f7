import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { State } from '../../src/offboarding/evolve.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { firstAltered, load, readHistory } from '../../src/records/history.ts'
import { contentOf, type Message } from '../teams.ts'
import type { Known } from './person.ts'
import type { Scene } from './scene.ts'

const kinds = {
  'reset-password': 'password',
  'sign-out': 'sessions',
  'block-sign-in': 'account',
  'block-email': 'email',
}
/** What a card says while something is still to come. */
const underWay = /Working on it|Reading it back|Waiting for Microsoft/

/** Waits until nothing confirmed is left to do and no card is behind, then compares records, tenant and cards. */
export async function reckon(scene: Scene, all: readonly Known[], patienceMs = 20_000): Promise<void> {
  const database = await openDatabase(scene)
  try {
    await settled(scene, database, patienceMs)
    for (const known of all) await compare(scene, database, known)
    for (const stray of await strays(scene, database))
      assert.doesNotMatch(contentOf(stray), underWay, 'a message that the bot lost sight of says so for ever')
  } finally {
    await database.close()
  }
}

/** Waits until everything that was confirmed has an outcome and every card that the bot knows of shows it. */
async function settled(scene: Scene, database: Database, patienceMs: number): Promise<void> {
  const patience = Date.now() + patienceMs
  for (;;) {
    const left = [...(await unfinished(database)), ...(await behind(scene, database))]
    if (left.length === 0) return
    if (Date.now() > patience) assert.fail(`after ${patienceMs} ms there is still: ${left.slice(0, 5).join('; ')}`)
    await pause(40)
  }
}

async function unfinished(database: Database): Promise<string[]> {
  const rows = await database.db.selectFrom('offboarding').select('id').execute()
  const states = await Promise.all(rows.map(({ id }) => load(database, id)))
  return states.flatMap((state) => {
    if (state === null) return []
    const open = actionIds.filter((id) => state.actions[id].confirmation && !state.actions[id].outcome)
    return open.map((id) => `${id} of ${state.leaver.displayName} (${state.id})`)
  })
}

async function behind(scene: Scene, database: Database): Promise<string[]> {
  const posted = await database.db.selectFrom('posted_card').select('activity').execute()
  const known = new Set(posted.map(({ activity }) => activity))
  const late = scene.teams.messages.filter((message) => known.has(message.id) && underWay.test(contentOf(message)))
  return late.map((message) => `a card: ${contentOf(message).slice(0, 120)}`)
}

async function compare(scene: Scene, database: Database, known: Known): Promise<void> {
  const about = known.leaver.displayName
  const writes = scene.simulated.state().writes.filter(({ id }) => id === known.leaver.id)
  const state = known.offboarding === null ? null : await load(database, known.offboarding)
  if (known.acknowledged.size > 0) assert.ok(state, `${about}: the offboarding is lost`)
  if (state === null) return assert.deepEqual(writes, [], `${about}: nobody confirmed anything`)
  for (const action of actionIds) {
    const count = writes.filter(({ kind }) => kind === kinds[action]).length
    const wasConfirmed = state.actions[action].confirmation !== null
    const what: string = `${about}: ${action} (${await told(database, state)})`
    if (known.acknowledged.has(action)) assert.ok(wasConfirmed, `${what} was acknowledged and is lost`)
    if (wasConfirmed) assert.ok(known.sent.has(action), `${what} was confirmed by nobody`)
    if (wasConfirmed) assert.equal(state.actions[action].outcome?.kind, 'done', `${what} was not done`)
    if (wasConfirmed) assert.ok(count > 0, `${what} is said to be done, but the tenant does not know of it`)
    else assert.equal(count, 0, `${what} was done without a confirmation`)
    if (isSeenBeforehand(action)) assert.ok(count <= 1, `${what} was done ${count} times`)
  }
  assert.equal(await firstAltered(database, state.id), null, `${about}: the history is not whole`)
}

/** Where the account or the mailbox shows that it is done, nothing is done again. */
const isSeenBeforehand = (action: ActionId) => action === 'block-sign-in' || action === 'block-email'

async function told(database: Database, state: State): Promise<string> {
  return (await readHistory(database, state.id)).map(({ event }) => event.type).join(', ')
}

/**
 * Messages whose sending was cut off between Teams' answer and the record: the bot does not know of them, has sent them
 * again, and edits them no more.
 */
async function strays(scene: Scene, database: Database): Promise<Message[]> {
  const posted = await database.db.selectFrom('posted_card').select('activity').execute()
  const known = new Set(posted.map(({ activity }) => activity))
  return scene.teams.messages.filter(({ id, card }) => card !== null && !known.has(id))
}
