import type { World } from '../offboard.ts'
import type { Message, TeamsPerson } from '../teams.ts'
import { review } from './turns.ts'

/** Offboards somebody from the asking to the last proof, and returns the summary card. */
export async function finished(world: World, by: TeamsPerson, chat: string, address: string): Promise<Message> {
  const { teams } = world
  await teams.tap(by, await review(world, by, chat, address), 'Start')
  const first = await teams.card(chat, '1 of 4', 'Confirm all', address)
  await teams.tap(by, first, 'Confirm all')
  return teams.card(chat, 'What to expect', address)
}
