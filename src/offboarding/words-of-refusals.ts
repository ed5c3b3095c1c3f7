import type { Refusal } from './consent.ts'
import { type FailureKind, failureKinds } from './events.ts'
import type { Change, StepId } from './plan.ts'
import type { NotAllowed, Protection } from './policy.ts'
import type { Voice } from './words/voice.ts'

/** Why nothing, or not everything, was done: a sentence for whoever tapped or asked. */
export function refusalWords(voice: Voice) {
  const { say } = voice
  const notAllowed = notAllowedWords(voice)
  const protection = protectionWords(voice)
  return (refusal: Refusal): string => {
    switch (refusal.kind) {
      case 'protected':
        return say('refusal.protected', { why: protection(refusal.protection) })
      case 'not-requester':
        return say('refusal.not-requester', { name: refusal.requester.name })
      case 'decided':
        return refusal.by ? say('refusal.decidedBy', { name: refusal.by.name }) : say('refusal.decided')
      case 'partly':
        return say('refusal.partly', { open: stillOpen(voice, refusal.missing) })
      case 'stale':
      case 'closed':
      case 'expired':
      case 'not-started':
      case 'out-of-turn':
      case 'nothing-to-decline':
      case 'not-waiting':
      case 'too-soon':
      case 'too-far':
      case 'moved-too-often':
      case 'nothing-to-undo':
      case 'undo-expired':
      case 'overtaken':
      case 'let-back-in':
      case 'shown-too-often':
        return say(`refusal.${refusal.kind}`)
      default:
        return notAllowed(refusal)
    }
  }
}

function stillOpen(voice: Voice, missing: readonly NotAllowed[]): string {
  const { say, anyOf } = voice
  const deedOf = (id: StepId) => say(`action.${id}.deed`)
  return missing
    .map((no) => {
      if (no.kind !== 'lacks-role' || no.action === null) return notAllowedWords(voice)(no)
      return say('refusal.stillOpen', { deed: deedOf(no.action), roles: anyOf(no.needs) })
    })
    .join(' ')
}

export function notAllowedWords(voice: Voice) {
  const { say, anyOf } = voice
  return (no: NotAllowed): string => {
    switch (no.kind) {
      case 'lacks-role': {
        const [roles, count] = [anyOf(no.needs), no.needs.length]
        return no.action
          ? say('notAllowed.lacksRole', { roles, count })
          : say('notAllowed.lacksEveryRole', { roles, count })
      }
      case 'roles-unknown':
        return say('notAllowed.rolesUnknown', { reason: unknownWords(voice)(no.reason) })
      default:
        return say(`notAllowed.${no.kind}`)
    }
  }
}

/** Why nobody may offboard this person with this bot. */
export function protectionWords({ say }: Voice) {
  return (protection: Protection): string => {
    switch (protection.kind) {
      case 'in-protected-group':
        return protection.sure ? say('protection.inProtectedGroup') : say('protection.perhapsInProtectedGroup')
      case 'last-global-administrator':
        return protection.sure
          ? say('protection.lastGlobalAdministrator')
          : say('protection.perhapsLastGlobalAdministrator')
      default:
        return say(`protection.${protection.kind}`)
    }
  }
}

type FailureWords = {
  readonly said: string
  readonly next: string
  /** Instead of a card, where the reading before a decision failed. */
  readonly sentence: string
}

/** What Microsoft said, in plain words, and what a person can do now. */
export function failureWords({ say }: Voice): { readonly [kind in FailureKind]: FailureWords } {
  const wordsOf = (kind: FailureKind): FailureWords => ({
    said: say(`failure.${kind}.said`),
    next: say(`failure.${kind}.next`),
    sentence: say(`failure.${kind}.sentence`),
  })
  return Object.fromEntries(failureKinds.map((kind) => [kind, wordsOf(kind)])) as {
    [kind in FailureKind]: FailureWords
  }
}

/** Instead of the general advice, where Active Directory owns the account. */
export const syncedFailureNext = ({ say }: Voice) => say('failure.syncedNext')

/**
 * Why a fact is not known: the kind of failure and Microsoft's codes, as facts keep them (`refused 403 Denied`), with
 * the codes for whoever looks after the bot. A reason that is none of these is a sentence already.
 */
export function unknownWords({ say }: Voice) {
  return (reason: string): string => {
    const [first, ...codes] = reason.split(' ')
    const kind = failureKinds.find((candidate) => candidate === first)
    if (kind === undefined) return reason
    const why = say(`unknown.${kind}`)
    return codes.length === 0 ? why : say('unknown.withCodes', { reason: why, codes: codes.join(' ') })
  }
}

/** Changes that made an earlier plan void. */
export function changesWords({ say, allOf }: Voice) {
  return (changes: readonly Change[]): string => {
    const named = changes.map((change) => say(`changes.${change}`))
    return say('changes.sentence', { changes: allOf(named) })
  }
}
