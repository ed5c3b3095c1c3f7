import assert from 'node:assert/strict'
import { timeLike } from '../../src/dialogs/time/time-like.ts'
import { trailingTime } from '../../src/dialogs/time/trailing-time.ts'

/** What was typed, and from where on it looks like a time; whether or not it can be read as one. */
const typed: readonly (readonly [string, string | null])[] = [
  ['Jane on 30 February at 9am', 'on 30 February at 9am'],
  ['Jane on Frday', 'on Frday'],
  ['Jane in 3 months', 'in 3 months'],
  ['Jane at 1700', 'at 1700'],
  ['Jane asap', 'asap'],
  ['Jane the weekend', 'weekend'],
  ['Jane friday or saturday', 'friday or saturday'],
  ['Jane every friday', 'every friday'],
  ['Jane last day of November', 'last day of November'],
  ['Jane half five', 'half five'],
  ['Jane Fri', 'Fri'],
  ['tomorrow Jane', 'tomorrow Jane'],
  ['Jane vrijdagnacht', 'vrijdagnacht'],
  ['Jane om zes', 'om zes'],
  ['Jane tegen zessen', 'tegen zessen'],
  ['Jane over 3 maanden', '3 maanden'],
  ['Jane eind van de middag', 'eind van de middag'],
  ['Jane volgende maand', 'volgende maand'],

  ['Jane Doe', null],
  ['Ava May', null],
  ['Jan de Vries', null],
  ['Jan op den Akker', null],
  ["Els in 't Veld", null],
  ['Marco Mondini', null],
  ['Hana Novak', null],
  ['James Last', null],
  ['Anna Wedman', null],
  ['jane.doe2@contoso.com', null],
  ['411c3769-17f8-4b9e-b4f1-f95726588b87', null],
]

/** A time that was read, and in front of it words that may be the rest of it. */
const halfRead = [
  'Jane on 30 February at 9am',
  'Jane on the last day of November at 17:00',
  'Jane on friday or saturday at 5pm',
  'Jane every second Friday at 17:00',
  'Jane eind van de middag',
  'Jane on Xmas eve at 9am',
]

describe('words that people name a moment with', () => {
  for (const [words, from] of typed)
    it(`are ${from === null ? 'not' : `“${from}”`} in "${words}"`, () => {
      const place = timeLike(words.split(' '))
      assert.equal(place === null ? null : words.split(' ').slice(place).join(' '), from)
    })

  for (const words of halfRead)
    it(`stand in front of what can be read in "${words}"`, async () => {
      const found = await trailingTime(words, Date.parse('2026-11-25T14:00:00+01:00'), 'Europe/Amsterdam')
      assert.equal(found?.halfRead, true)
    })
})
