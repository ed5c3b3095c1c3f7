import type { Approver } from '../offboarding/policy.ts'

/** So long somebody may go on looking after a role was taken from them, in milliseconds. */
const lasts = 10_000
/** So many people are remembered; the longest ago is forgotten first. */
const most = 1_000

type Read = { readonly at: number; readonly reading: Promise<Approver> }

/**
 * Who looks, as they were read at most ten seconds ago: a client that opens a chat asks for each of its cards at the same
 * moment. For what only shows something; whatever is decided, or leaves the chat, is read anew.
 * @param read who they are now
 * @param now our clock, epoch milliseconds
 */
export function viewersOf(read: (id: string) => Promise<Approver>, now: () => number) {
  const known = new Map<string, Read>()
  const remember = (id: string, reading: Promise<Approver>): Promise<Approver> => {
    known.delete(id)
    known.set(id, { at: now(), reading })
    const [first] = known.keys()
    if (known.size > most && first !== undefined) known.delete(first)
    // What could not be read is asked for again; whoever waits for it is told.
    reading.catch(() => {
      if (known.get(id)?.reading === reading) known.delete(id)
    })
    return reading
  }
  return {
    /** Read now. Whoever looks next sees no less. */
    approver: (id: string): Promise<Approver> => remember(id, read(id)),
    viewer(id: string): Promise<Approver> {
      const last = known.get(id)
      const age = last ? now() - last.at : Number.POSITIVE_INFINITY
      return last && age >= 0 && age < lasts ? last.reading : remember(id, read(id))
    },
  }
}
