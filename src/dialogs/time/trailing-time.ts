import { inEnglish } from './in-english.ts'
import { type Reading, readTime } from './read-time.ts'
import { timeLike } from './time-like.ts'

/**
 * Words in front of a moment, as they were typed. `sure`: nobody is called like what follows; otherwise it is a bare word
 * such as Friday, which may as well be a name. `halfRead`: the words in front have some that people name a moment with as
 * well, so unless somebody is called like that, what was read is only a part of what was meant.
 */
export type Trailing = {
  readonly words: string
  readonly said: string
  readonly reading: Reading
  readonly sure: boolean
  readonly halfRead: boolean
}

const longest = 12

/** How an expression of time begins, in English. */
const opening = new RegExp(
  `^(?:${[
    ...['on', 'at', 'by', 'in', 'this', 'next', 'last', 'to', 'until', 'till', 'the', 'right', 'now'],
    ...['end', 'half', 'quarter'],
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
  /^(?:on|at|by|in|this|next|to|until|till|the|right|end)\s|\d|\s(?:noon|midnight|morning|afternoon|evening)\b/

/**
 * Finds a moment at the end of what was typed: as much of it as can be read as one. `null` when it ends in none, so that
 * names which look like dates stay names; see `timeLike` for what may be meant as one all the same.
 */
export async function trailingTime(typed: string, now: number, zone: string): Promise<Trailing | null> {
  const words = typed.trim().split(/\s+/)
  for (let place = Math.max(0, words.length - longest); place < words.length; place++) {
    const said = words.slice(place).join(' ')
    const english = inEnglish(said)
    const sure = introduction.test(english)
    if (!opening.test(english)) continue
    const reading = await readTime(said, now, zone)
    if (reading)
      return {
        words: words.slice(0, place).join(' '),
        said,
        reading,
        sure,
        halfRead: (timeLike(words) ?? place) < place,
      }
  }
  return null
}
