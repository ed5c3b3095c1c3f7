/** The schema as the code sees it. JSON is text on both engines: the same bytes, which the hash chain needs. Times are epoch milliseconds. */
export type Tables = {
  offboarding: {
    id: string
    leaver: string
    requester: string
    /** 1 while something is still to be decided or done; at most one open offboarding a leaver. */
    open: number
    seq: number
    requested_at: number
    /** Who started it, by object id, and when; null until then. For the brake. */
    started_by: string | null
    started_at: number | null
    /** When there is something to do; null when there is not. */
    due_at: number | null
    lease: string | null
    lease_until: number
  }
  event: { offboarding: string; seq: number; type: string; data: string; at: number; hash: string }
  /** Settings that are made in a chat, such as the approvals chat. */
  setting: { name: string; value: string; by: string; at: number }
  /** Messages that were answered, by digest, for a day. */
  heard: { digest: string; at: number }
  conversation: { id: string; reference: string; at: number }
  posted_card: {
    offboarding: string
    showing: number
    kind: string
    conversation: string
    activity: string | null
    /** Digest of the card as it was last sent; null while it has not been sent. */
    shown: string | null
    /** How often a new message took the place of one that could not be edited any more. */
    replaced: number
    tries: number
    retry_at: number
  }
  dialog_state: { key: string; value: string; etag: string; at: number }
}
