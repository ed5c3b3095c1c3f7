import { z } from 'zod'

const mention = z.object({
  text: z.string(),
  mentioned: z.object({ id: z.string(), name: z.string(), aadObjectId: z.string().optional() }),
})
export type Mention = z.infer<typeof mention>

const attachment = z.object({
  contentType: z.string(),
  content: z.unknown().optional(),
  name: z.string().optional(),
  contentUrl: z.string().optional(),
})

/** One message of a conversation. `from` is `bot` or an Entra object id; `version` counts its edits from 1. */
const entry = z.object({
  conversation: z.string(),
  id: z.string(),
  version: z.number().int(),
  at: z.iso.datetime(),
  from: z.string(),
  name: z.string(),
  locale: z.string(),
  text: z.string(),
  textFormat: z.string(),
  mentions: z.array(mention),
  attachments: z.array(attachment),
  /** `unheard`: said in a group without a mention of the bot, so it never goes there. */
  delivery: z.enum(['sending', 'sent', 'failed', 'unheard']),
  deleted: z.boolean(),
})
export type Entry = z.infer<typeof entry>
export type NewEntry = Omit<Entry, 'id' | 'version' | 'at' | 'deleted'>

/** A line of the history file. */
export const change = z.union([z.object({ entry }), z.object({ opened: z.string() })])
export type Change = z.infer<typeof change>

/** What was said, in the order in which it was said. Each conversation keeps its last thousand messages. */
export type Transcript = {
  of(conversation: string): readonly Entry[]
  find(conversation: string, id: string): Entry | undefined
  add(said: NewEntry): Entry
  /** `null` when there is no such message, or it has been deleted. */
  edit(conversation: string, id: string, edited: Pick<Entry, 'text' | 'textFormat' | 'attachments'>): Entry | null
  remove(conversation: string, id: string): Entry | null
  delivered(told: Entry, delivery: Entry['delivery']): void
  isOpened(conversation: string): boolean
  open(conversation: string): void
  /** An id as Teams makes them: milliseconds since 1970, never the same twice. */
  nextId(): string
}

const kept = 1000

/** @param record is told of every change, to publish and to keep it */
export function transcriptOf(past: readonly Change[], now: () => number, record: (line: Change) => void): Transcript {
  const said = new Map<string, Entry[]>()
  const opened = new Set<string>()
  let lastId = 0

  const put = (line: Change) => {
    if ('opened' in line) opened.add(line.opened)
    else {
      place(said, line.entry)
      lastId = Math.max(lastId, Number(line.entry.id))
    }
  }
  for (const line of past) put(ended(line))
  const write = (line: Change) => {
    put(line)
    record(line)
  }
  const find = (conversation: string, id: string) => said.get(conversation)?.find((one) => one.id === id)
  const alter = (conversation: string, id: string, altered: Partial<Entry>) => {
    const before = find(conversation, id)
    if (!before || before.deleted) return null
    const after = { ...before, ...altered, version: before.version + 1 }
    write({ entry: after })
    return after
  }
  const nextId = () => {
    lastId = Math.max(lastId + 1, now())
    return String(lastId)
  }
  return {
    nextId,
    find,
    of: (conversation) => said.get(conversation) ?? [],
    add: (words) => {
      const added = { ...words, id: nextId(), version: 1, at: new Date(now()).toISOString(), deleted: false }
      write({ entry: added })
      return added
    },
    edit: alter,
    remove: (conversation, id) => alter(conversation, id, { deleted: true, text: '', attachments: [], mentions: [] }),
    delivered: (told, delivery) => void alter(told.conversation, told.id, { delivery }),
    isOpened: (conversation) => opened.has(conversation),
    open: (conversation) => write({ opened: conversation }),
  }
}

/** What was on its way when the process stopped did not arrive, as far as anybody knows. */
function ended(line: Change): Change {
  if ('opened' in line || line.entry.delivery !== 'sending') return line
  return { entry: { ...line.entry, delivery: 'failed' } }
}

function place(said: Map<string, Entry[]>, added: Entry): void {
  const list = said.get(added.conversation) ?? []
  said.set(added.conversation, list)
  const index = list.findIndex((one) => one.id === added.id)
  if (index >= 0) list[index] = added
  else list.push(added)
  if (list.length > kept) list.shift()
}
