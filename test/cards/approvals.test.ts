import assert from 'node:assert/strict'
import { cardOf, type View } from '../../src/cards/offboarding-card.ts'
import { decide } from '../../src/offboarding/decide.ts'
import { type CardKind, cardsOf, type State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import {
  approver,
  braked,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  offboardingId,
  offerOf,
  requested,
  role,
  rulesOf,
  running,
  sam,
  skip,
  start,
  stateOf,
  tap,
} from '../offboarding/fixtures.ts'
import { shownFor, shownForApprovals, shownForTheSpecial, viewers } from './gallery.ts'
import { elementsOf, refreshOf, textOf, titlesOf } from './look.ts'

const show = (state: State, kind: CardKind, view: View = 'decide') =>
  cardOf(state, kind, { now: start, view, reader: inEnglish }).card
const bySam = approver(['Global Administrator'], sam)
const fourEyes = rulesOf({ approval: 'second-person' })
const views: View[] = ['decide', 'follow', 'first-person', 'watch']

/** Asked for and started by Sam, where a second person is needed. */
function fourEyed({ personal = true, approvals = null as string | null, by = bySam } = {}): State {
  const asked = stateOf(requested(offerOf(factsOf(), fourEyes), { personal }))
  const joined =
    by === bySam ? asked : follow(asked, { type: 'join', by, conversation: 'another', personal, ...inEnglish })
  return follow(joined, { type: 'start', reason: null, approvals, ...tap(joined, by) })
}

describe('a card in the view of', () => {
  const state = fourEyed()
  const sentences: [View, string][] = [
    ['follow', 'Approvers decide this in the approvals chat.'],
    ['first-person', 'A second person decides this.'],
    ['watch', 'Approvers decide this.'],
  ]
  for (const [view, sentence] of sentences) {
    it(`${view}: says who decides, and offers nothing to press but withdrawing what one asked for`, () => {
      for (const kind of ['review', 'reset-password'] as const) {
        for (const shown of [state, failed(state, 'reset-password')]) {
          const card = show(shown, kind, view)
          const withdraws = view === 'first-person' && kind === 'review'
          assert.deepEqual(titlesOf(card), withdraws ? ['Decline'] : [], kind)
          assert.ok(textOf(card).includes(`\n${sentence}`), kind)
          assert.ok(withdraws || elementsOf(card).every((element) => !element.type.startsWith('Input.')))
        }
      }
    })
  }

  it('decide: offers the buttons, and says nothing of others who decide', () => {
    const card = show(state, 'reset-password', 'decide')
    assert.deepEqual(titlesOf(card), ['Confirm reset password', 'Skip', 'Confirm all'])
    assert.doesNotMatch(textOf(card), /decides? this/)
  })

  it('anybody: says nothing of who decides once it is decided', () => {
    for (const view of views) {
      assert.doesNotMatch(textOf(show(done(state, 'reset-password'), 'reset-password', view)), /decides? this/)
    }
  })

  it('the first person before the start: Start and Cancel all the same', () => {
    const asked = stateOf(requested(offerOf(factsOf(), fourEyes)))
    assert.deepEqual(titlesOf(show(asked, 'review', 'first-person')), ['Start', 'Cancel'])
    const watched = show(asked, 'review', 'watch')
    assert.deepEqual(titlesOf(watched), [])
    assert.match(textOf(watched), /Whoever asked for this starts or cancels it\.$/)
  })
})

describe('the first person, where no second person can see it', () => {
  const hint = /type approve here\. Or ask another approver to type offboard/

  it('is told what to do', () => {
    for (const kind of ['review', 'reset-password'] as const) {
      assert.match(textOf(show(fourEyed(), kind, 'first-person')), hint)
    }
  })

  it('is not told so where others see it: in a group chat, an approvals chat, or a chat of their own', () => {
    const joined = follow(fourEyed(), {
      type: 'join',
      by: approver(),
      conversation: 'of-ann',
      personal: true,
      ...inEnglish,
    })
    for (const state of [fourEyed({ personal: false }), fourEyed({ approvals: 'approvals' }), joined]) {
      assert.doesNotMatch(textOf(show(state, 'reset-password', 'first-person')), hint)
    }
  })
})

describe('the refresh of a card', () => {
  const refreshed = (state: State, kind: CardKind, refreshFor: readonly string[], view: View = 'decide') =>
    refreshOf(cardOf(state, kind, { now: start, refreshFor, view, reader: inEnglish }).card)

  it('carries what never changes: the offboarding and the card', () => {
    assert.deepEqual(refreshed(running(), 'sign-out', ['29:ann']), {
      action: {
        type: 'Action.Execute',
        verb: 'refresh',
        data: { verb: 'refresh', offboarding: offboardingId, card: 'sign-out' },
      },
      userIds: ['29:ann'],
    })
  })

  it('is there in every view while there is something to decide', () => {
    for (const view of views) assert.ok(refreshed(running(), 'review', ['29:ann'], view))
  })

  it('is for 60 people at most, which is what Teams takes', () => {
    const refresh = refreshed(running(), 'review', [...viewers, '29:one-more'])
    assert.ok(typeof refresh === 'object' && refresh !== null && 'userIds' in refresh)
    assert.deepEqual(refresh.userIds, viewers)
  })

  it('is not there without people, which would mean everybody', () => {
    assert.equal(refreshed(running(), 'review', []), null)
  })

  it('is gone when nobody can decide anything on the card any more', () => {
    const expired = follow(running(), { type: 'expire' })
    for (const kind of cardsOf(expired)) assert.equal(refreshed(expired, kind, ['29:ann']), null, kind)
    assert.equal(refreshed(confirm(running(), 'reset-password'), 'reset-password', ['29:ann']), null)
    assert.ok(refreshed(failed(running(), 'reset-password'), 'reset-password', ['29:ann']))
  })
})

describe('Decline', () => {
  it('asks why, in a field that sends along what is kept', () => {
    const card = show(running(), 'review')
    const input = elementsOf(card).find((element) => element.type === 'Input.Text')
    assert.deepEqual([input?.id, input?.label, input?.maxLength], ['reason', 'Why (kept in the history)', 400])
    assert.equal(input?.value, '')
  })

  it('is offered where the decider would take it, in every state of a running offboarding', () => {
    const states = [...shownFor(), ...shownForTheSpecial(), ...shownForApprovals()].map(({ state }) => state)
    for (const state of states.filter(({ phase }) => phase === 'running')) {
      const { events } = decide(state, { type: 'decline', by: approver(), reason: null }, start)
      assert.equal(titlesOf(show(state, 'review')).includes('Decline'), events.length > 0)
    }
  })

  it('is not offered for what has begun', () => {
    const others = skip(skip(skip(running(), 'sign-out'), 'block-sign-in'), 'block-email')
    const confirmed = confirm(others, 'reset-password')
    assert.deepEqual(titlesOf(show(confirmed, 'review')), ['Decline'])
    const begun = follow(confirmed, { type: 'attempt', action: 'reset-password', before: null })
    assert.deepEqual(titlesOf(show(begun, 'review')), [])
  })

  const declined = follow(done(running(), 'reset-password'), {
    type: 'decline',
    by: approver(),
    reason: 'She stays until June',
  })

  it('leaves on the review card who declined it and why', () => {
    const card = show(declined, 'review')
    assert.match(
      textOf(card),
      /Declined by Ann Lee at 14:05 CET\nReason: She stays until June\nWhat had not begun is not done\.\nStarted by Sam Smith at 14:01 CET\.\n/,
    )
    assert.doesNotMatch(textOf(card), /What will happen|Who may confirm/)
    assert.deepEqual(titlesOf(card), [])
  })

  it('leaves it on the cards of what was stopped, and nothing of it on what was done', () => {
    const declinedText =
      /\nDeclined\nDeclined by Ann Lee at 14:05 CET\. It was not done\.\nReason: She stays until June/
    assert.match(textOf(show(declined, 'sign-out')), declinedText)
    assert.doesNotMatch(textOf(show(declined, 'reset-password')), /Declined|June/)
    assert.match(textOf(show(declined, 'summary')), /^Jane Doe: 1 of 4 done, 3 declined\n/)
  })

  it('does not put the reason of a second one on what the first one stopped', () => {
    const again = { ...declined, endedBy: sam, endReason: 'Another reason' }
    assert.doesNotMatch(textOf(show(again, 'sign-out')), /Another reason/)
  })
})

describe('the second person on the review card', () => {
  const asked = (facts: Partial<Facts>, rules = rulesOf()) => stateOf(requested(offerOf(factsOf(facts), rules)))
  const reviewText = (state: State) => textOf(show(state, 'review'))

  it('is not mentioned where none is needed', () => {
    assert.doesNotMatch(reviewText(running()), /second person|who asked for it/)
  })

  it('is explained by what asks for it', () => {
    const text = reviewText(asked({}, fourEyes))
    assert.match(text, /Your organisation asks for a second person\.\nNot Sam Smith, who asked for it\./)
    const administrator = reviewText(asked({ roles: known([role('User Administrator')]) }))
    assert.match(administrator, /Jane Doe is an administrator, so a second person must confirm\.\nNot Sam Smith,/)
  })

  it('does not call somebody an administrator whose roles are not known', () => {
    const text = reviewText(asked({ roles: unknown('no answer') }))
    assert.match(text, /Jane Doe is treated as an administrator, so a second person must confirm\./)
  })

  it('is explained by the brake, with a warning at the top', () => {
    const text = reviewText(braked({ scope: 'person', count: 11 }))
    assert.match(text, /Sam Smith started 11 offboardings within an hour, so a second person must confirm\./)
    assert.match(text, /Please note\nMore offboardings than usual .* ask Sam Smith before you confirm\./)
    const all = reviewText(braked({ scope: 'organisation', count: 51 }))
    assert.match(all, /51 offboardings were started in your organisation within an hour/)
  })

  it('is neither who asked nor who started it', () => {
    assert.match(
      reviewText(fourEyed({ by: approver() })),
      /Not Sam Smith, who asked for it, and not Ann Lee, who started/,
    )
  })

  it('is not asked for any more when it is over', () => {
    assert.doesNotMatch(reviewText(follow(fourEyed(), { type: 'expire' })), /second person/)
  })
})
