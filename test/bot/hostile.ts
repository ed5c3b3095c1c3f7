import fc from 'fast-check'
import type { Teams, TeamsPerson } from '../teams.ts'

/** A request as a hostile client sends it. */
export type Hostile = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

/** What there is to abuse: the data of genuine buttons, and who is there. */
export type Loot = {
  readonly teams: Teams
  readonly chat: string
  /** Data of buttons that are live now, and of buttons of an offboarding that is over. */
  readonly live: readonly Record<string, unknown>[]
  readonly old: readonly Record<string, unknown>[]
  /** Nobody of these may do anything; `approver` may, and so gets data that is no longer true. */
  readonly outsiders: readonly TeamsPerson[]
  readonly approver: TeamsPerson
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, key) => [`key${key}`, key])))

/** Pieces of JSON, as text, so that they can be what no object of ours would print. */
const junk = fc.oneof(
  fc.constantFrom('null', 'true', '0', '-1', '1e308', '""', '[]', '{}', '"\\u0000"', '"\\ud800"', '"constructor"'),
  fc.constantFrom(
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"prototype":1}',
  ),
  fc.constantFrom(deep(49), deep(60), deep(5_000), wide, JSON.stringify('x'.repeat(100_000))),
  fc.constantFrom('{"toString":1,"valueOf":2,"then":3,"length":-1}', '"2026-13-45T99:99:99Z"', '"[object Object]"'),
  fc.constantFrom('"\' or 1=1 --"', '"../../etc/passwd"', '"<script>alert(1)</script>"', '"%00"'),
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
)

const verbs = [
  'start',
  'cancel',
  'confirm',
  'confirm-all',
  'skip',
  'attest',
  'decline',
  'refresh',
  'choose',
  'pick',
  '',
]
const actions = ['reset-password', 'sign-out', 'block-sign-in', 'block-email', 'delete', null]
const invokeNames = [
  ...['adaptiveCard/action', 'adaptiveCard/action', 'application/search', 'composeExtension/query', 'task/fetch'],
  ...[
    'task/submit',
    'signin/verifyState',
    'signin/tokenExchange',
    'fileConsent/invoke',
    'actionableMessage/executeAction',
  ],
]
const types = [
  'event',
  'typing',
  'conversationUpdate',
  'installationUpdate',
  'messageReaction',
  'endOfConversation',
  'trace',
]

/** Everything a hostile client could think of, made from what it may have seen. */
export function hostileRequests(loot: Loot): fc.Arbitrary<Hostile> {
  const { teams, chat, outsiders, approver } = loot
  const id = fc.oneof(fc.uuid(), fc.constantFrom(...loot.live.map(({ offboarding }) => offboarding)))
  const outsider = fc.oneof(
    fc.constantFrom(...outsiders),
    fc.uuid().map((one) => ({ id: one, name: 'Nobody' })),
  )
  const stolen = fc
    .tuple(outsider, fc.constantFrom(...loot.live, ...loot.old), fc.constantFrom(...verbs), fc.constantFrom(...actions))
    .map(([by, data, verb, action]) => tapOf(by, { ...data, verb, action }))
  // An approver's own taps: nothing that is live may be true in them, or they would rightly be taken.
  const untrue = fc
    .tuple(
      fc.constantFrom(...loot.live),
      fc.constantFrom(...actions),
      fc.constantFrom(...verbs.slice(2, 6)),
      fc.boolean(),
    )
    .map(([data, action, verb, short]) => {
      const digest = short ? '0'.repeat(31) : '0123456789abcdef'.repeat(2)
      return tapOf(approver, { ...data, action, verb, digest })
    })
  const replayed = fc.constantFrom(...loot.old).map((data) => tapOf(approver, data))
  const invented = fc
    .record({
      offboarding: id,
      action: fc.constantFrom(...actions),
      digest: fc.string(),
      card: fc.constantFrom('review', 'x'),
    })
    .chain((data) =>
      fc.constantFrom(...verbs.slice(2, 6), 'refresh', 'nonsense').map((verb) => tapOf(approver, { ...data, verb })),
    )
  const invoke = fc
    .tuple(fc.constantFrom(...invokeNames), fc.jsonValue({ maxDepth: 3 }), outsider)
    .map(([name, value, by]) => ({ ...teams.activity(by, chat), type: 'invoke', name, value }))
  const message = fc
    .tuple(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('', 'offboard ', 'cancel ', 'help '), outsider)
    .map(([text, word, by]) => ({ ...teams.activity(by, chat), type: 'message', text: word + text }))
  const fallback = fc.tuple(stolen).map(([tap]) => {
    const { name: _, value, ...rest } = tap
    return { ...rest, type: 'message', value: value.action.data }
  })
  const other = fc
    .tuple(fc.constantFrom(...types), fc.jsonValue({ maxDepth: 2 }))
    .map(([type, value]) => ({ ...teams.activity(approver, chat), type, value, membersAdded: value, action: value }))
  const activity: fc.Arbitrary<object> = fc.oneof(stolen, untrue, replayed, invented, invoke, message, fallback, other)

  function tapOf(by: TeamsPerson, data: Record<string, unknown>) {
    const action = { type: 'Action.Execute', verb: String(data.verb), data }
    const value = { action, trigger: 'manual' }
    return { ...teams.activity(by, chat), type: 'invoke', name: 'adaptiveCard/action', value }
  }

  const spoiled = fc
    .tuple(activity, fc.array(fc.tuple(fc.nat(10_000), junk), { maxLength: 3 }))
    .map(([whole, changes]) => ({ body: spoil(whole, changes), headers: {} }))
  return fc.oneof({ weight: 20, arbitrary: spoiled }, { weight: 1, arbitrary: notEvenJson })
}

const notEvenJson: fc.Arbitrary<Hostile> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }).map((body) => ({ body, headers: {} })),
  fc.constantFrom('[]', '{', 'null', deep(100_000), `"${'x'.repeat(600_000)}"`).map((body) => ({ body, headers: {} })),
  fc
    .constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-7',
      'multipart/form-data',
    )
    .map((type) => ({ body: '{"type":"message"}', headers: { 'content-type': type } })),
  fc.constantFrom('gzip', 'br', 'zip').map((encoding) => ({ body: '{}', headers: { 'content-encoding': encoding } })),
)

/** Puts pieces of junk in the place of any values, wherever they stand. */
function spoil(whole: object, changes: readonly (readonly [number, string])[]): string {
  const copy = structuredClone(whole)
  for (const [index, [pick]] of changes.entries()) {
    const places = placesOf(copy)
    const place = places[pick % places.length]
    if (place) Object.assign(place.of, { [place.key]: `@junk${index}@` })
  }
  return changes.reduce((text, [, piece], index) => text.replace(`"@junk${index}@"`, () => piece), JSON.stringify(copy))
}

function placesOf(node: unknown): { of: object; key: string }[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => [{ of: node, key }, ...placesOf(value)])
}
