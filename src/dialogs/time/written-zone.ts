import { offsetAt } from './wall-clock.ts'

/** The zones that people write behind a time, by how far their clocks are ahead of UTC, in minutes. */
const zones: Readonly<Record<string, number>> = {
  ...{ utc: 0, gmt: 0, wet: 0, west: 60, bst: 60, cet: 60, cest: 120, eet: 120, eest: 180 },
  ...{ est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420 },
}
const form = new RegExp(`^(.*\\S)\\s+(?:(${Object.keys(zones).join('|')})|\\(?([a-z]+(?:/[a-z0-9_+-]+)+)\\)?)$`, 'i')

export type WrittenZone = {
  /** What stands in front of it, and the zone as it was typed. */
  readonly words: string
  readonly zone: string
  /** Whether clocks there show the same at a moment (epoch milliseconds) as they do in an IANA time zone. */
  readonly agrees: (at: number, zone: string) => boolean
}

/** Takes a time zone off the end of what names a moment: "17:00 CET", or "17:00 (Europe/Amsterdam)" as cards write it. */
export function takeZone(text: string): WrittenZone | null {
  const [, words, letters, name] = form.exec(text) ?? []
  if (words === undefined) return null
  if (name !== undefined) {
    return { words, zone: name, agrees: (_, zone) => zone.toLowerCase() === name.toLowerCase() }
  }
  const ahead = letters === undefined ? undefined : zones[letters.toLowerCase()]
  if (letters === undefined || ahead === undefined) return null
  return { words, zone: letters, agrees: (at, zone) => offsetAt(at, zone) === ahead * 60_000 }
}
