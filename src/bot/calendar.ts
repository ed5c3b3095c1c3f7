/** A day of the calendar, without a time. `month` counts from 1. */
export type Day = { readonly year: number; readonly month: number; readonly day: number }

/** Which day it is at a moment (epoch milliseconds) where people read this zone. A zone that is none counts as UTC. */
export function dayAt(at: number, zone: string): Day {
  const { year, month, day } = partsAt(at, zone)
  return { year, month, day }
}

/** When a day begins there, in epoch milliseconds. Days and months beyond their ends run on, as in 32 March. */
export function startOfDay({ year, month, day }: Day, zone: string): number {
  const wall = Date.UTC(year, month - 1, day)
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  const guess = wall - offsetAt(wall, zone)
  return wall - offsetAt(guess, zone)
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7
}

export const isDay = ({ year, month, day }: Day): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function offsetAt(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = partsAt(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function partsAt(at: number, zone: string) {
  const format = formats.get(zone) ?? formatFor(zone)
  if (formats.size > 500) formats.clear()
  formats.set(zone, format)
  const found = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? 0
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  }
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const time = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...numeric, ...time, timeZone: zone })
  } catch {
    // A client may send anything as its zone.
    return new Intl.DateTimeFormat('en-GB', { ...numeric, ...time, timeZone: 'UTC' })
  }
}
