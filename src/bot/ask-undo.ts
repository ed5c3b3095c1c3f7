import type { TurnContext } from 'botbuilder'
import { offerFor } from '../actions/offer.ts'
import { clockOf } from '../cards/clock.ts'
import type { Command } from '../offboarding/decide.ts'
import type { State } from '../offboarding/evolve.ts'
import type { Approver } from '../offboarding/policy.ts'
import { isUndoable, undoOfferFor } from '../offboarding/undo.ts'
import { wordsIn } from '../offboarding/words.ts'
import { rememberConversation } from '../records/conversations.ts'
import type { Database } from '../records/database.ts'
import { load, record } from '../records/history.ts'
import { newestUndoable } from '../records/later.ts'
import { everything, searchOffboardings } from '../records/search.ts'
import { readApprovalsChat } from '../records/settings.ts'
import type { Found, TenantRead } from '../tenant/tenant.ts'
import type { BotOptions } from './bot.ts'
import { isLeftBehind } from './later-taps.ts'
import { readerAt, readerOf } from './reader.ts'
import { referenceTextOf } from './reference.ts'

/** Of those whose name or address fits, so many offboardings are looked at, the newest first. */
const mostRead = 60

/** Finds people among those whose offboarding can be undone, as the history has them, in place of the directory. */
export function undoablePeople(database: Database): Pick<TenantRead, 'search' | 'find'> {
  return {
    async search(words, limit) {
      const { places } = await searchOffboardings(database, { ...everything, leaver: words }, mostRead)
      const people = new Map<string, Found>()
      for (const { id } of places) {
        if (people.size > limit) break
        const state = await load(database, id)
        if (state && isUndoable(state) && !people.has(state.leaver.id)) people.set(state.leaver.id, foundIn(state))
      }
      return [...people.values()]
    },
    async find(id) {
      const state = await newestUndoable(database, id.toLowerCase())
      return state && foundIn(state)
    },
  }
}

const foundIn = ({ leaver, offer }: State): Found => {
  const { jobTitle, department } = offer.facts
  return { ...leaver, jobTitle, department, accountEnabled: null }
}

/**
 * Shows what an undo would restore, where it was asked for and where the offboarding is shown. The runner posts the card.
 * @param leaver object id
 * @returns a sentence to say, or `null` when the card says it all
 */
export async function askUndo(
  options: BotOptions,
  context: TurnContext,
  by: Approver,
  leaver: string,
): Promise<string | null> {
  const { database, tenant, rules, wake, groupLanguage } = options
  const here = readerAt(context.activity, groupLanguage)
  const words = wordsIn(here.language)
  const state = await newestUndoable(database, leaver)
  if (state === null) return words.refusal({ kind: 'nothing-to-undo' })
  const conversation = context.activity.conversation.id
  const personal = context.activity.conversation.conversationType === 'personal'
  const approvals = (await readApprovalsChat(database))?.conversation ?? null
  const facts = await tenant.facts(state.leaver.id)
  await rememberConversation(database, conversation, referenceTextOf(context))
  const written = await record(database, state.id, async (newest): Promise<Command> => {
    const fresh = undoOfferFor(newest, offerFor(facts, rules, newest))
    const overtaken = await isLeftBehind(options, newest)
    const place = { conversation, personal, ...readerOf(context.activity) }
    return { type: 'ask-undo', by, fresh, approvals, overtaken, ...place }
  })
  if (written === null) return words.conversation.gone
  const { refusal, events } = written.decision
  if (refusal) return words.refusal(refusal)
  if (events.length > 0) wake(state.id)
  const { undo } = written.state
  if (events.length > 0 || undo === null) return null
  const askedAt = clockOf(here, database.now())(undo.askedAt)
  return words.undo.shownAlready(state.leaver.displayName, undo.by.name, askedAt)
}
