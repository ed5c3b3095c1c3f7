import type { TurnContext } from 'botbuilder'
import { mayOpen } from '../offboarding/policy.ts'
import type { Words } from '../offboarding/words.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import { type AttachedFile, filesOf, readFile } from './attached-file.ts'
import type { BotOptions } from './bot.ts'
import type { Typed } from './commands.ts'
import type { Conversation } from './conversation.ts'
import { textOf } from './csv.ts'
import { mostPeople, peopleInText } from './list-of-people.ts'
import { countOf, cut, lineWith, type NamedLine } from './named-lines.ts'
import { openBatch } from './open-batch.ts'
import { readerAt, wordsAt } from './reader.ts'
import { say } from './say.ts'
import { type People, readTable, type TableFault } from './table-of-people.ts'
import { timesAmong } from './times-among-people.ts'

type Offboard = Typed & { kind: 'offboard' }

/** One person, by a search, or a list of them, as it was typed and attached. */
export async function askedPeople(
  options: BotOptions,
  conversation: Conversation,
  context: TurnContext,
  typed: Offboard,
): Promise<void> {
  const { activity } = context
  const files = filesOf(activity)
  const { list, mention } = typed
  if (list === null && files.length === 0) return conversation.offboard(context, typed)
  const words = wordsAt(activity, options.groupLanguage)
  const by = await options.tenant.approver(activity.from.aadObjectId ?? '')
  const refusal = mayOpen(by)
  if (refusal) return say(context, words.notAllowed(refusal))
  const people = await readAll(options, typed, files, words)
  if (typeof people === 'string') return say(context, people)
  const { tenant, database, groupLanguage } = options
  const asking = { tenant, now: database.now(), reader: readerAt(activity, groupLanguage) }
  const inTyped = await timesAmong(people.typed, { ...asking, isFile: false })
  const inFile = await timesAmong(people.file, { ...asking, isFile: true })
  const entries = await entriesOf(tenant, [...inTyped.named, ...inFile.named], words)
  const times = [...inTyped.times, ...inFile.times]
  const said = inTyped.said ?? inFile.said
  const reason = list?.reason ?? typed.reason
  if (entries.length < 2 && (said !== null || files.length === 0))
    return conversation.offboard(context, { words: [...entries, ...times].join(' '), mention, reason })
  if (said !== null) return say(context, words.batch.noTime(cut(said)))
  if (list?.reasonOfOne) return say(context, words.batch.reasonOfOne)
  await openBatch(options, context, by, { entries, reason, rows: people.rows })
}

type Named = Exclude<People, { fault: unknown }>
type Asked = { readonly typed: readonly NamedLine[]; readonly file: readonly NamedLine[]; readonly rows: number | null }

/** @returns who was typed and who stands in the file, and its rows; or why nobody is read */
async function readAll(
  options: BotOptions,
  { list, words: typed }: Offboard,
  files: readonly AttachedFile[],
  words: Words,
): Promise<Asked | string> {
  const [file, ...more] = files
  if (more.length > 0) return words.batch.file.several
  const fromTyped = list?.people ?? { named: typed === '' ? [] : [lineWith(typed)], rows: 0 }
  if ('fault' in fromTyped) return faultIn(fromTyped.fault, words)
  const fromFile = file ? await peopleIn(options, file, words) : { named: [], rows: 0 }
  if (typeof fromFile === 'string') return fromFile
  const count = countOf([...fromTyped.named, ...fromFile.named])
  if (count > mostPeople) return words.batch.tooMany(count, mostPeople)
  return { typed: fromTyped.named, file: fromFile.named, rows: file ? fromFile.rows : null }
}

async function peopleIn({ isAllowedFile }: BotOptions, file: AttachedFile, words: Words): Promise<Named | string> {
  if (file.kind === 'other') return words.batch.file['no-table']
  const bytes = await readFile(file.url, isAllowedFile)
  if (typeof bytes === 'string') return words.batch.file[bytes]
  const text = textOf(bytes)
  const people = file.kind === 'text' ? peopleInText(text) : readTable(text)
  if ('fault' in people) return faultIn(people.fault, words)
  return people.rows === 0 ? words.batch.file.empty : people
}

function faultIn(fault: TableFault, { batch: { file } }: Words): string {
  switch (fault.kind) {
    case 'no-header':
      return file.noHeader
    case 'several':
      return file.severalIn(fault.row)
    case 'quotes':
      return file.quotes(fault.line)
  }
}

/**
 * As the list keeps them. Where two names may be one person's, the directory tells: two people who have nothing to do
 * with each other have no name together.
 */
async function entriesOf(
  tenant: Pick<TenantRead, 'lookUp'>,
  named: readonly NamedLine[],
  words: Words,
): Promise<string[]> {
  const lines = await Promise.all(
    named.map(async ({ people, pair, unnamed }) => {
      if (unnamed !== null) return [words.batch.file.unnamed(unnamed)]
      const isOne = pair !== null && (await tenant.lookUp(pair)).kind !== 'unknown'
      return isOne ? [pair] : people
    }),
  )
  return lines.flat().map(cut)
}
