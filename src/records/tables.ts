import type { ColumnType } from 'kysely'

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
    /** How far its history was sent to the webhook; -1 when nothing of it was. */
    webhook_seq: ColumnType<number, number | undefined, number>
    /** 1 where nobody waits for it: what somebody waits for is taken first. */
    bulk: ColumnType<number, number | undefined, number>
    /** The batch it is one of. */
    batch: ColumnType<string | null, string | null | undefined, string | null>
    /** Where each action stands, and the digest of the plan: what a batch needs of each without its history. */
    standing: ColumnType<string | null, string | null | undefined, string>
    digest: ColumnType<string | null, string | null | undefined, string>
  }
  batch: {
    id: string
    /** The conversation in which it was asked for. */
    conversation: string
    requester: string
    /** 1 while something is still to be decided or done. */
    open: number
    seq: number
    requested_at: number
    started_by: string | null
    started_at: number | null
    /** How many were started, for the brake; 0 until then. */
    people: number
    due_at: number | null
    lease: string | null
    lease_until: number
  }
  batch_event: { batch: string; seq: number; type: string; data: string; at: number; hash: string }
  /** What was read of somebody on a list, as JSON, from the review until their own offboarding begins with it. */
  batch_offer: { batch: string; place: number; offer: string }
  batch_card: {
    batch: string
    showing: number
    kind: string
    conversation: string
    activity: string | null
    shown: string | null
    replaced: number
    tries: number
    retry_at: number
    edited_at: number
    behind_since: number
  }
  event: { offboarding: string; seq: number; type: string; data: string; at: number; hash: string }
  /** Settings that are made in a chat, such as the approvals chat. */
  setting: { name: string; value: string; by: string; at: number }
  /** Messages that were answered, by digest, for a day. */
  heard: { digest: string; at: number }
  conversation: { id: string; reference: string; at: number }
  /** Somebody's own chat with the bot, by object id, and how they read there. */
  personal_chat: { person: string; conversation: string; language: string; zone: string; at: number }
  /** Short messages to single people about an offboarding, at most one of a kind. */
  notice: { offboarding: string; kind: string; sent_at: number | null; tries: number; retry_at: number }
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
    /** When it was last edited; 0 while it has not been. */
    edited_at: ColumnType<number, number | undefined, number>
    /** Since when it shows an older state; 0 when it does not. */
    behind_since: ColumnType<number, number | undefined, number>
  }
  /** One limit of Microsoft's. `tat`: when all that was let through would have gone out at the pace that may go on for ever. */
  pace: { name: string; tat: number }
  /** A limit on how much goes on at once: who holds a place, and until when it is theirs at most. */
  place: { name: string; number: number; holder: string; until: number }
  dialog_state: { key: string; value: string; etag: string; at: number }
  /** What is left of a removed history; `number` from 1 without gaps, `previous` the digest of the one before. */
  retired: {
    number: number
    what: 'offboarding' | 'batch'
    id: string
    first_at: number
    last_at: number
    events: number
    last_hash: string
    /** How many actions ended in which way, or how many people were in the batch, as JSON. */
    outcomes: string
    removed_at: number
    previous: string
    /** Which key signed it. */
    key: string
    signature: string
  }
  /** Words of the leaver's and the requester's names, by which an offboarding is found. */
  search_word: { about: 'leaver' | 'address' | 'requester'; word: string; requested_at: number; offboarding: string }
  /** A link to fetch evidence with, once. `id` and `code` are digests: who reads this table can open none. */
  evidence_link: {
    id: string
    offboarding: string
    /** Object id of the one person it is for. */
    person: string
    code: string
    language: string
    zone: string
    ends_at: number
    tries: number
    used_at: number | null
  }
}
