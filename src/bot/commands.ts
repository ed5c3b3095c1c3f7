import type { Activity } from 'botbuilder'
import { z } from 'zod'
import { readCommand, splitReason } from './command-words.ts'
import { listIn, type PeopleList } from './list-of-people.ts'

/** What somebody typed. `mention` is a person, not the bot; `words` is what is left of the message. */
export type Typed =
  | {
      readonly kind: 'offboard'
      readonly words: string
      readonly mention: Mention | null
      readonly reason: string | null
      /** Several people; `null` for one. */
      readonly list: PeopleList | null
    }
  /** `words` are a name and the time behind it. */
  | { readonly kind: 'move'; readonly words: string; readonly mention: Mention | null }
  /** `rest` is what to look for, as it was typed. */
  | { readonly kind: 'status' | 'history' | 'evidence'; readonly rest: string }
  | { readonly kind: 'undo'; readonly words: string; readonly mention: Mention | null }
  | { readonly kind: 'help' }
  | { readonly kind: 'hello' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'approve-here' }
  | { readonly kind: 'words'; readonly words: string; readonly mention: Mention | null }

/** A mention in the text: the mentioned account's id in Teams (not the directory's) and the name shown. */
export type Mention = { readonly id: string; readonly name: string; readonly objectId: string | null }

const maxReason = 400

const mentionShape = z.object({
  type: z.literal('mention'),
  text: z.string(),
  mentioned: z.object({ id: z.string(), name: z.string().nullish(), aadObjectId: z.string().nullish() }),
})

/** Reads a message: mentions of the bot are taken out wherever they stand, other mentions become the person's name. */
export function readMessage(activity: Activity): Typed {
  const { text, mention } = withoutMentions(activity)
  const lines = linesOf(text)
  const words = inOneLine(lines)
  const command = readCommand(lines)
  if (command === null) return { kind: 'words', words, mention }
  switch (command.name) {
    case 'offboard':
      return { kind: 'offboard', mention, ...split(command.rest), list: listOf(command.rest) }
    case 'status':
    case 'history':
    case 'evidence':
      return { kind: command.name, rest: inOneLine(command.rest).slice(0, 200) }
    case 'move':
      return { kind: 'move', mention, words: inOneLine(command.rest).slice(0, 200) }
    case 'undo':
      return { kind: 'undo', mention, words: inOneLine(command.rest).slice(0, 200) }
    case 'approveHere':
      return { kind: 'approve-here' }
    default:
      return { kind: command.name }
  }
}

function withoutMentions(activity: Activity): { text: string; mention: Mention | null } {
  let text = activity.text ?? ''
  let mention: Mention | null = null
  for (const entity of activity.entities ?? []) {
    const parsed = mentionShape.safeParse(entity)
    if (!parsed.success || parsed.data.text === '') continue
    const { mentioned } = parsed.data
    const isBot = mentioned.id === activity.recipient?.id
    text = text.replaceAll(parsed.data.text, isBot ? ' ' : (mentioned.name ?? ' '))
    if (!isBot) mention ??= { id: mentioned.id, name: mentioned.name ?? '', objectId: mentioned.aadObjectId ?? null }
  }
  return { text, mention }
}

/** Teams sends non-breaking spaces and entities of a few characters, and a list by line breaks of one kind or another. */
function linesOf(text: string): string {
  const told = text
    .replace(/<\/?at>/giu, ' ')
    .replace(/<br\s*\/?>|<\/p>/giu, '\n')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
  // A tab in front of a line is an empty cell of a table.
  const lines = told.split(/[\r\n\u2028\u2029]+/u).map((line) => line.replace(/[^\S\t]+/gu, ' ').replace(/^ | $/gu, ''))
  const filled = lines.filter((line) => line.trim() !== '')
  return filled.join('\n').trim()
}

const inOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** A name with what stands behind it, and the reason. One on a line of its own is not part of the name on the next. */
export function split(rest: string): { words: string; reason: string | null } {
  const lines = rest.split('\n').map(splitReason)
  const told = lines.findIndex(({ words, reason }) => words === '' && reason !== '')
  const { words, reason } =
    told < 0
      ? splitReason(inOneLine(rest))
      : {
          words: inOneLine(lines.map((line) => line.words).join(' ')),
          reason: inOneLine(lines.map((line) => line.reason).join(' ')),
        }
  return { words: words.slice(0, 200), reason: cutReason(reason) }
}

function listOf(rest: string): PeopleList | null {
  const list = listIn(rest)
  return list && { ...list, reason: cutReason(list.reason ?? '') }
}

const cutReason = (reason: string): string | null => (reason === '' ? null : reason.slice(0, maxReason))
