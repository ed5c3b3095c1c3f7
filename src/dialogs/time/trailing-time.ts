import { inEnglish } from './in-english.ts'
import { type Reading, readTime } from './read-time.ts'

/**
 * Words in front of a moment, as they were typed. `sure`: nobody is called like what follows; otherwise it is a bare word
 * such as Friday, which may as well be a name.
 */
export type Trailing = {
  readonly words: string
  readonly said: string
  readonly reading: Reading
  readonly sure: boolean
}

const longest = 12

/** How an expression of time begins, in English. */
const opening = new RegExp(
  `^(?:${[
    ...['on', 'at', 'in', 'this', 'next', 'to', 'until', 'till', 'the', 'right', 'now', 'end', 'half', 'quarter'],
    ...[
      'today',
      'tonight',
      'tomorrow',
      'yesterday',
      'noon',
      'midnight',
      'morning',
      'night',
      'afternoon',
      'evening',
      '\\d+\\S*',
    ],
    ...['mon', 'tues?', 'wed(?:nes)?', 'thu(?:rs)?', 'fri', 'satur', 'sun'].map((name) => `${name}(?:day)?`),
    ...['jan', 'feb', 'mar', 'apr', 'may', 'june?', 'july?', 'aug', 'sept?', 'oct', 'nov', 'dec'].map(
      (name) => `${name}[a-z]*`,
    ),
  ].join('|')})\\b`,
)
/** Not a name, or not alone. */
const introduction =
  /^(?:on|at|in|this|next|to|until|till|the|right|end)\s|\d|\s(?:noon|midnight|morning|afternoon|evening)\b/

/**
 * Finds a moment at the end of what was typed: as much of it as can be read as one. `null` when it ends in none, so that
 * names which look like dates stay names.
 */
export async function trailingTime(typed: string, now: number, zone: string): Promise<Trailing | null> {
  const words = typed.trim().split(/\s+/)
  for (let place = Math.max(0, words.length - longest); place < words.length; place++) {
    const said = words.slice(place).join(' ')
    const english = inEnglish(said)
    const sure = introduction.test(english)
    if (!opening.test(english) || (place === 0 && !sure)) continue
    const reading = await readTime(said, now, zone)
    if (reading) return { words: words.slice(0, place).join(' '), said, reading, sure }
  }
  return null
}
