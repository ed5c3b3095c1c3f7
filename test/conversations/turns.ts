import assert from 'node:assert/strict'
import type { World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message, type TapReply, type TeamsPerson } from '../teams.ts'

export const group = '19:it-approvals@thread.v2'

/** Says something and returns what the bot answered in the same turn. The review comes later, from the runner. */
export async function said(
  { teams }: World,
  by: TeamsPerson,
  chat: string,
  words: string,
  more: Record<string, unknown> = {},
): Promise<Message[]> {
  const before = teams.messages.length
  assert.equal(await teams.say(by, chat, words, more), 200)
  return teams.messages.slice(before)
}

/** The same for one answer, as text. */
export async function answerTo(world: World, by: TeamsPerson, chat: string, words: string, more = {}): Promise<string> {
  const answers = await said(world, by, chat, words, more)
  assert.equal(answers.length, 1, `one answer to "${words}", not: ${answers.map(contentOf).join(' | ')}`)
  return contentOf(answers[0] ?? { text: '', card: null })
}

/** Asks for somebody and waits for the review card. */
export async function review(
  world: World,
  by: TeamsPerson,
  chat: string,
  words: string,
  more = {},
  is = words,
): Promise<Message> {
  await said(world, by, chat, `offboard ${words}`, more)
  return world.teams.until(chat, (message) => isReviewOf(message, is), `the review of ${is}`)
}

const isReviewOf = (message: Message, upn: string): boolean =>
  buttonsOf(message.card).some(({ title }) => title === 'Start') && contentOf(message).includes(upn)

/** Asks for somebody by address, starts it, and waits for the first card that can be decided. */
export async function started(world: World, by: TeamsPerson, chat: string, address: string): Promise<Message> {
  await world.teams.tap(by, await review(world, by, chat, address), 'Start')
  return world.teams.until(chat, isToDecide, 'the first card to decide')
}

const isToDecide = (message: Message): boolean =>
  buttonsOf(message.card).some(({ title }) => title === 'Skip') && contentOf(message).includes(' of 4')

/** A mention as Teams sends it, with the text that stands for it. */
export const mentionOf = (person: TeamsPerson, name = person.name) => ({
  type: 'mention',
  text: `<at>${name}</at>`,
  mentioned: { id: `29:${person.id}`, name },
})

export const botMention = {
  type: 'mention',
  text: '<at>Offboard</at>',
  mentioned: { id: '28:offboard', name: 'Offboard' },
}

/** In a group chat the bot hears only what mentions it. */
export const toBot = { entities: [botMention] }

/** The sentence of an answered tap: alone, or on the card that came back. */
export function sentenceOf({ status, body }: TapReply): string {
  assert.equal(status, 200)
  assert.equal(body.statusCode, 200)
  return typeof body.value === 'string' ? body.value : contentOf({ text: '', card: body.value as Message['card'] })
}

export const isCard = ({ body }: TapReply): boolean => body.type === 'application/vnd.microsoft.card.adaptive'

/** What holds of everything that the bot has ever shown: calm words, and nothing that a name could turn into markup. */
export function assertCalm({ teams }: World): void {
  for (const { text, format, versions } of teams.messages) {
    const shown = [text, ...versions.map((card) => contentOf({ text: '', card }))].join('\n')
    assert.doesNotMatch(shown, /!|\$\{|undefined|\[object|NaN/)
    if (text !== '') assert.equal(format, 'plain', `not sent as plain text: ${text}`)
  }
}
