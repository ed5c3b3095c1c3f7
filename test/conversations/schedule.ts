import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { jane, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message, type TeamsPerson } from '../teams.ts'
import { said, sentenceOf } from './turns.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Friday 27 November 2026, 17:00 in Amsterdam. */
export const friday = Date.parse('2026-11-27T17:00:00+01:00')
export const onFriday = 'Friday 27 November 2026 at 17:00 (Europe/Amsterdam)'
export const janeAddress = 'jane@contoso.com'
export const chat = 'a:rob'

/** The whole product on Wednesday 25 November 2026, at 14:00 in Amsterdam. */
export async function startOnWednesday(options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
  const world = await startWorld(options)
  goTo(world, Date.parse('2026-11-25T14:00:00+01:00'))
  return world
}

/** Lets it be this moment (epoch milliseconds). */
export const goTo = (world: World, at: number): void => world.clock.advance(at - world.now())

/** Asks for Jane, waits for her review, and starts it. @returns the card of the first action */
export async function startedFor(world: World, by: TeamsPerson, where: string, words: string): Promise<Message> {
  assert.equal(await world.teams.say(by, where, words), 200)
  const review = await world.teams.card(where, janeAddress, 'Start')
  assert.equal((await world.teams.tap(by, review, 'Start')).status, 200)
  return world.teams.card(where, '1 of 4', 'Confirm all')
}

/** The same, and confirms everything in advance. */
export async function inAdvance(world: World, by: TeamsPerson, where: string, words: string): Promise<void> {
  const first = await startedFor(world, by, where, words)
  sentenceOf(await world.teams.tap(by, first, 'Confirm all'))
  await world.teams.card(where, '4 of 4', 'Confirmed. Will be done on')
}

/** The newest card with all of these texts that has a button of this title. */
export function withButton(world: World, where: string, title: string, ...texts: string[]): Promise<Message> {
  const has = (message: Message) => buttonsOf(message.card).some((button) => button.title === title)
  const passes = (message: Message) => has(message) && texts.every((text) => contentOf(message).includes(text))
  return world.teams.until(where, passes, `a card with the button ${title} and ${texts.join(', ')}`)
}

export const reviewOf = (world: World, where = chat, title = 'Do it now') =>
  withButton(world, where, title, 'Offboard Jane Doe', janeAddress)

/** Waits until nobody works on anything: a lease that is held when the clock jumps would look as if its worker had died. */
export async function atRest(world: World): Promise<void> {
  const held = () => world.database.db.selectFrom('offboarding').select('id').where('lease', 'is not', null).execute()
  while ((await held()).length > 0) await setTimeout(5)
}

/** How often anything was written about Jane in the tenant. */
export const writesOn = (world: World): number =>
  world.simulated.state().writes.filter(({ id }) => id === jane.id).length

/** What the bot says at once, in words; cards of something else may come at the same moment. */
export async function toldOf(world: World, by: TeamsPerson, where: string, words: string, more = {}): Promise<string> {
  const messages = await said(world, by, where, words, more)
  return messages.flatMap(({ card, text }) => (card === null ? text : [])).join(' ')
}
