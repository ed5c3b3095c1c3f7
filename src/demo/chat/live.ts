import type { Request, Response } from 'express'
import { isIn, type Member, type Roster } from './roster.ts'
import type { Entry, Transcript } from './transcript.ts'

/** What a tab is told as it happens. `snapshot` comes first, and again after every reconnection. */
export type LiveEvent =
  | { readonly kind: 'snapshot'; readonly entries: readonly Entry[] }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'typing'; readonly conversation: string }
  /** The demo's clock was put ahead: what it says now, in epoch milliseconds. */
  | { readonly kind: 'clock'; readonly now: number }

/** Every open tab, each told only of the conversations that its person is in. */
export type Live = {
  /** Keeps the answer open as server-sent events. */
  join(request: Request, response: Response, member: Member, transcript: Transcript): void
  publish(conversation: string, event: LiveEvent): void
  /** Tells every tab, whoever sits there. */
  publishToAll(event: LiveEvent): void
  close(): void
}

export function liveOf(roster: Roster): Live {
  const tabs = new Map<Response, Member>()
  const send = (tab: Response, event: LiveEvent) => void tab.write(`data: ${JSON.stringify(event)}\n\n`)
  return {
    join(request, response, member, transcript) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      const mine = roster.conversations.filter((conversation) => isIn(conversation, member))
      send(response, { kind: 'snapshot', entries: mine.flatMap((conversation) => transcript.of(conversation.id)) })
      tabs.set(response, member)
      request.on('close', () => tabs.delete(response))
    },
    publish(id, event) {
      const conversation = roster.conversation(id)
      if (!conversation) return
      for (const [tab, member] of tabs) if (isIn(conversation, member)) send(tab, event)
    },
    publishToAll(event) {
      for (const tab of tabs.keys()) send(tab, event)
    },
    close() {
      for (const tab of tabs.keys()) tab.end()
    },
  }
}
