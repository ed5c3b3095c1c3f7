import type { User } from '../../src/demo/tenant/company.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import { rob } from '../offboard.ts'
import { contentOf, type Message, type TapReply } from '../teams.ts'
import type { Scene } from './scene.ts'

/** What became of one leaver as those who tapped know it. */
export type Known = {
  readonly leaver: User
  readonly chat: string
  offboarding: string | null
  /** Sent to the bot, whether or not an answer came. */
  readonly sent: Set<ActionId>
  /** Answered with HTTP 200 and the card in its running state. */
  readonly acknowledged: Set<ActionId>
  /** Resolves with the first acknowledgement. */
  readonly first: PromiseWithResolvers<void>
}

const buttons: Readonly<Record<ActionId, { place: string; button: string }>> = {
  'reset-password': { place: '1 of 4', button: 'Confirm reset password' },
  'sign-out': { place: '2 of 4', button: 'Confirm sign out' },
  'block-sign-in': { place: '3 of 4', button: 'Confirm block sign-in' },
  'block-email': { place: '4 of 4', button: 'Confirm block email' },
}

export function about(scene: Scene, index: number): Known {
  const leaver = scene.leavers[index % scene.leavers.length]
  if (!leaver) throw new Error('there is nobody left to leave')
  const first = Promise.withResolvers<void>()
  return { leaver, chat: `a:rob about ${index}`, offboarding: null, sent: new Set(), acknowledged: new Set(), first }
}

/** Somebody asks, starts and confirms, in one tap or in four, until it is done or the bot no longer answers. */
export async function offboard(scene: Scene, known: Known, how: 'all' | 'each'): Promise<void> {
  await start(scene, known)
  if (how === 'all') return confirm(scene, known, [...actionIds], 'reset-password', 'Confirm all')
  for (const action of actionIds) await confirm(scene, known, [action], action, buttons[action].button)
}

/** Asks for the leaver and starts. */
export async function start(scene: Scene, known: Known): Promise<void> {
  const { teams } = scene
  await teams.say(rob, known.chat, `offboard ${known.leaver.userPrincipalName}`)
  const review = await teams.card(known.chat, 'Start')
  known.offboarding = String(teams.button(review, 'Start').data.offboarding)
  await teams.tap(rob, review, 'Start')
}

/** Confirms with one button, and remembers whether it was acknowledged. */
async function confirm(
  scene: Scene,
  known: Known,
  actions: readonly ActionId[],
  on: ActionId,
  button: string,
): Promise<void> {
  const card = await scene.teams.card(known.chat, buttons[on].place, button)
  for (const action of actions) known.sent.add(action)
  const reply = await scene.teams.tap(rob, card, button)
  if (!isRunning(reply)) return
  for (const action of actions) known.acknowledged.add(action)
  known.first.resolve()
}

export const confirmOne = (scene: Scene, known: Known, action: ActionId) =>
  confirm(scene, known, [action], action, buttons[action].button)

export const confirmAll = (scene: Scene, known: Known) =>
  confirm(scene, known, [...actionIds], 'reset-password', 'Confirm all')

function isRunning({ status, body }: TapReply): boolean {
  const text = contentOf({ text: '', card: body.value as Message['card'] })
  return (
    status === 200 && body.statusCode === 200 && /Working on it|Reading it back|Done|Waiting for Microsoft/.test(text)
  )
}
