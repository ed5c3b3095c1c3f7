/**
 * Teams' limits on what a bot sends, edits included, as Microsoft writes them down: number and seconds, for a
 * conversation and for the whole tenant. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const inConversation = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1_800, 3_600],
] as const
const inTenant = [[50, 1]] as const

/** What a bot has sent lately, by sliding windows of real time. */
export class TeamsLimits {
  readonly #sent = new Map<string, number[]>()
  /** How many messages and edits were refused. */
  refused = 0

  /** @returns for how many seconds to wait; `null` where it may be sent */
  refuse(conversation: string): number | null {
    const now = Date.now()
    const own = this.#of(conversation)
    const all = this.#of('')
    const tooMany = [
      ...inConversation.map((limit) => ({ limit, sent: own })),
      ...inTenant.map((limit) => ({ limit, sent: all })),
    ]
      .map(({ limit: [most, seconds], sent }) => ({
        most,
        seconds,
        recent: sent.filter((at) => at > now - seconds * 1_000),
      }))
      .find(({ most, recent }) => recent.length >= most)
    own.push(now)
    all.push(now)
    if (tooMany === undefined) return null
    this.refused++
    return tooMany.seconds
  }

  #of(conversation: string): number[] {
    const sent = this.#sent.get(conversation) ?? []
    this.#sent.set(conversation, sent)
    return sent
  }
}
