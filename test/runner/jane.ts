import { setTimeout as pause } from 'node:timers/promises'
import type { Recorded } from '../../src/offboarding/events.ts'
import type { ActionId } from '../../src/offboarding/plan.ts'
import { readHistory } from '../../src/records/history.ts'
import { jane, rob, type World } from '../offboard.ts'
import { contentOf, type Message, type TeamsPerson } from '../teams.ts'

/** How each action looks on its card, and which call does it: its name, and a property that only this call has. */
export const steps: Readonly<Record<ActionId, { place: string; button: string; on: string; having: string }>> = {
  'reset-password': {
    place: '1 of 4',
    button: 'Confirm reset password',
    on: 'PATCH /users/{id}',
    having: 'passwordProfile',
  },
  'sign-out': {
    place: '2 of 4',
    button: 'Confirm sign out',
    on: 'POST /users/{id}/revokeSignInSessions',
    having: '',
  },
  'block-sign-in': {
    place: '3 of 4',
    button: 'Confirm block sign-in',
    on: 'PATCH /users/{id}',
    having: 'accountEnabled',
  },
  'block-email': { place: '4 of 4', button: 'Confirm block email', on: 'Set-CASMailbox', having: 'OWAEnabled' },
}

export const stepIds = Object.keys(steps) as ActionId[]

/** A fault that strikes the call of one action. */
export const at = (action: ActionId) => ({
  on: steps[action].on,
  ...(steps[action].having ? { having: steps[action].having } : {}),
})

export type Driven = Awaited<ReturnType<typeof offboard>>

/** Asks for somebody in a chat of its own and starts. */
export async function offboard(
  world: World,
  { by = rob, leaver = jane }: { by?: TeamsPerson; leaver?: TeamsPerson & { userPrincipalName: string } } = {},
) {
  const { teams } = world
  const chat = `a:${by.name} about ${leaver.name}`
  await teams.say(by, chat, `offboard ${leaver.userPrincipalName}`)
  const review = await teams.card(chat, leaver.userPrincipalName, 'Start')
  const id = String(teams.button(review, 'Start').data.offboarding)
  await teams.tap(by, review, 'Start')
  const card = (action: ActionId, ...texts: string[]): Promise<Message> =>
    teams.card(chat, steps[action].place, ...texts)
  const history = (): Promise<Recorded[]> => readHistory(world.database, id)
  const tap = async (action: ActionId, button: string) => teams.tap(by, await card(action, button), button)
  return {
    ...{ id, chat, card, tap },
    confirm: (action: ActionId) => tap(action, steps[action].button),
    confirmAll: () => tap('reset-password', 'Confirm all'),
    /** Skips what comes before an action and confirms that one. */
    async confirmOnly(action: ActionId) {
      for (const earlier of stepIds.slice(0, stepIds.indexOf(action))) await tap(earlier, 'Skip')
      return tap(action, steps[action].button)
    },
    summary: () => teams.card(chat, 'What to expect'),
    history,
    /** Waits until the history has this many events of a kind. */
    recorded: (type: Recorded['event']['type'], count = 1) =>
      eventually(
        async () => (await history()).filter(({ event }) => event.type === type).length >= count,
        `the history has ${count} of ${type}`,
      ),
    /** Every text that a card of this action ever showed. */
    shown: (action: ActionId): string[] =>
      teams.messages
        .filter((message) => message.chat === chat && contentOf(message).includes(steps[action].place))
        .flatMap(({ versions }) => versions.map((version) => contentOf({ text: '', card: version }))),
  }
}

/** The writes on somebody that the tenant really made, oldest first, and their times in epoch milliseconds. */
export function writesOn(world: World, person: TeamsPerson) {
  const writes = world.simulated.state().writes.filter((write) => write.id === person.id)
  return writes.map(({ kind, at: time }) => ({ kind, at: Date.parse(time) }))
}

export const kindsOn = (world: World, person: TeamsPerson) => writesOn(world, person).map(({ kind }) => kind)

/** How often a call was made, refused and failed ones too. */
export const callsOf = (world: World, name: string): number => world.simulated.state().calls[name] ?? 0

/** Waits until something is so: looked at again every few milliseconds of real time. */
export async function eventually(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const patience = Date.now() + 8_000
  while (!(await isSo())) {
    if (Date.now() > patience) throw new Error(`waited in vain until ${what}`)
    await pause(5)
  }
}
