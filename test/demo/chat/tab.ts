import type { LiveEvent } from '../../../src/demo/chat/live.ts'
import type { Entry } from '../../../src/demo/chat/transcript.ts'

/** What a tab of the page is told, without the page. */
export type Tab = {
  /** The next event of a kind that this tab has not given out yet. */
  next<Kind extends LiveEvent['kind']>(kind: Kind): Promise<Extract<LiveEvent, { kind: Kind }>>
  /** The first entry, told from now on or before, that is as wanted. */
  entry(wanted: (entry: Entry) => boolean): Promise<Entry>
  readonly events: LiveEvent[]
  close(): void
}

export async function openTab(url: string, as: string): Promise<Tab> {
  const stop = new AbortController()
  const response = await fetch(`${url}chat/events?as=${as}`, { signal: stop.signal })
  const events: LiveEvent[] = []
  const taken = new Set<LiveEvent>()
  const waiting: (() => void)[] = []
  const read = async () => {
    let text = ''
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (text + part).split('\n\n')
      text = lines.pop() ?? ''
      for (const line of lines) events.push(JSON.parse(line.slice('data: '.length)))
      for (const wake of waiting.splice(0)) wake()
    }
  }
  read().catch(() => undefined)
  const found = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const here = look()
      if (here !== undefined) return here
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
  return {
    events,
    next: (kind) =>
      found(() => {
        for (const event of events) {
          if (taken.has(event) || !isOf(event, kind)) continue
          taken.add(event)
          return event
        }
      }),
    entry: (wanted) => found(() => entriesOf(events).find(wanted)),
    close: () => stop.abort(),
  }
}

const entriesOf = (events: readonly LiveEvent[]): Entry[] =>
  events.flatMap((event) => (event.kind === 'entry' ? [event.entry] : event.kind === 'snapshot' ? event.entries : []))

function isOf<Kind extends LiveEvent['kind']>(
  event: LiveEvent,
  kind: Kind,
): event is Extract<LiveEvent, { kind: Kind }> {
  return event.kind === kind
}
