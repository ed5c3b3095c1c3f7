import type { Recorded } from '../offboarding/events.ts'
import { evolve, type State } from '../offboarding/evolve.ts'
import type { Database } from '../records/database.ts'
import type { Claim } from '../records/due.ts'
import { readHistory } from '../records/history.ts'
import { rememberSent, sentUpTo } from '../records/webhook.ts'
import { type Payload, payloadOf } from './payload.ts'
import { Receiver, type ReceiverOptions } from './receiver.ts'

/** What could not be sent within this time of happening is not sent at all. Milliseconds. */
const sentWithin = 24 * 3_600_000
const shortestPause = 5_000
const longestPause = 3_600_000

/**
 * Sends a history to the webhook, in its order, each event at least once: a process that dies between sending and
 * remembering sends again, with the same id.
 * @returns a function that says when to go on (epoch milliseconds), or `null` when all is sent
 */
export function webhookFollower(options: ReceiverOptions & { readonly database: Database }) {
  const receiver = new Receiver(options)
  return async (state: State, taken: Claim): Promise<number | null> => {
    const from = await sentUpTo(options.database, state.id)
    const due = await told(options.database, state, from)
    const late = due.filter(({ at }) => at + sentWithin <= options.now())
    if (late.length > 0)
      options.log.warn({ offboarding: state.id, events: late.length }, 'events are older than a day and are not sent')
    for (const one of due) {
      const { payload, seq, at } = one
      const again = late.includes(one) ? null : await sendOne(receiver, options, payload, at)
      if (again !== null) return again
      await rememberSent(options.database, taken, seq)
    }
    return null
  }
}

type Due = { readonly payload: Payload; readonly seq: number; readonly at: number }

/** What is to be sent, oldest first, with the state right after each event. */
async function told(database: Database, { id }: State, from: number): Promise<Due[]> {
  const due: Due[] = []
  let state: State | null = null
  for (const recorded of await readHistory(database, id)) {
    state = evolve(id, state, recorded)
    const payload = recorded.seq > from ? payloadOf(state, recorded) : null
    if (payload) due.push({ payload, seq: recorded.seq, at: recorded.at })
  }
  return due
}

/** @returns when to try again; `null` when there is no need to */
async function sendOne(
  receiver: Receiver,
  { now, log }: Pick<ReceiverOptions, 'now' | 'log'>,
  payload: Payload,
  at: Recorded['at'],
): Promise<number | null> {
  const delivery = await receiver.send(payload.id, JSON.stringify(payload))
  switch (delivery.kind) {
    case 'taken':
      return null
    case 'wants-none':
      // Not taken, so not remembered as sent: a bot that starts again may find a receiver that wants it.
      return now() + longestPause
    case 'away':
      return delivery.until
    case 'refused': {
      // As long again as it has waited already, so that the pauses double without a count of the tries.
      const waited = Math.min(longestPause, Math.max(shortestPause, now() - at))
      log.warn({ offboarding: payload.offboarding, event: payload.sequence, status: delivery.status }, 'event refused')
      return now() + (delivery.waitMs ?? waited)
    }
  }
}
