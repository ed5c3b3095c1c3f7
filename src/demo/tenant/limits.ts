/**
 * Microsoft's limits as the simulated tenant keeps them: they are written down here once more, and not read from the bot,
 * so that a mistake there shows. https://learn.microsoft.com/graph/throttling-limits
 */
export type Limits = {
  /** S: fewer than 50 people, M: up to 500, L: more. */
  readonly tenantSize: 'S' | 'M' | 'L'
  /** How many cmdlets may run at once; Microsoft documents no number. */
  readonly exchangeConcurrency: number
}

/** Why a call is throttled, in Graph's words, and for how many seconds. */
export type Throttled = {
  readonly information: 'WriteLimitExceeded' | 'ResourceUnitLimitExceeded'
  readonly seconds: number
}

/** What has been asked of the tenant lately. Without limits nothing is ever refused. */
export type Meter = {
  /** Counts a call to Graph, also one that it refuses: early retries count. */
  graph(method: string, path: string, query: URLSearchParams): Throttled | null
  /** @returns how to say that a cmdlet has ended; `null` when too many run already */
  exchange(): (() => void) | null
  /** How many calls were refused. */
  readonly refused: { readonly graph: number; readonly exchange: number }
}

const units = { S: 3_500, M: 5_000, L: 8_000 } as const
const unitWindow = 10_000
const mostWrites = 3_000
const writeWindow = 150_000

export function newMeter(limits: Limits | undefined, now: () => number): Meter {
  const writes = newWindow(writeWindow, now)
  const spent = newWindow(unitWindow, now)
  const refused = { graph: 0, exchange: 0 }
  let running = 0
  return {
    refused,
    graph(method, path, query) {
      if (limits === undefined) return null
      const cost = costOf(method, path, query)
      const isWrite = method !== 'GET' && !isQuestion(path)
      const exceeded =
        isWrite && writes.sum() + 1 > mostWrites
          ? ({ information: 'WriteLimitExceeded', seconds: writes.secondsUntil(mostWrites - 1) } as const)
          : spent.sum() + cost > units[limits.tenantSize]
            ? ({
                information: 'ResourceUnitLimitExceeded',
                seconds: spent.secondsUntil(units[limits.tenantSize] - cost),
              } as const)
            : null
      spent.add(cost)
      if (isWrite) writes.add(1)
      if (exceeded) refused.graph++
      return exceeded
    },
    exchange() {
      if (limits !== undefined && running >= limits.exchangeConcurrency) {
        refused.exchange++
        return null
      }
      running++
      return () => {
        running--
      }
    },
  }
}

/** A sliding window of what was asked for. */
function newWindow(ms: number, now: () => number) {
  let entries: { at: number; amount: number }[] = []
  const recent = () => {
    entries = entries.filter(({ at }) => at > now() - ms)
    return entries
  }
  return {
    add: (amount: number) => void entries.push({ at: now(), amount }),
    sum: () => recent().reduce((all, { amount }) => all + amount, 0),
    /** Until no more than this is left of it, in whole seconds. */
    secondsUntil(most: number): number {
      let left = entries.reduce((all, { amount }) => all + amount, 0)
      const last = recent().find(({ amount }) => {
        left -= amount
        return left <= most
      })
      return Math.max(1, Math.ceil(((last?.at ?? now()) + ms - now()) / 1_000))
    },
  }
}

const isQuestion = (path: string): boolean => /\/(checkMember|getMember)\w+$/.test(path)

function costOf(method: string, path: string, query: URLSearchParams): number {
  if (/\/checkMember\w+$/.test(path)) return 4
  if (/\/getMember\w+$/.test(path)) return 2
  if (method !== 'GET') return 1
  const cost = /^\/groups\/[^/]+\/transitiveMembers/.test(path)
    ? 5
    : /^\/users(\/[^/]+\/(memberOf|transitiveMemberOf|ownedObjects).*)?$/.test(path)
      ? 2
      : 1
  const less = (query.has('$select') ? 1 : 0) + (Number(query.get('$top') ?? 100) < 20 ? 1 : 0)
  return Math.max(1, cost + (query.has('$expand') ? 1 : 0) - less)
}
