import { Failure } from '../errors.ts'
import type { Answer, RefusedApp, TakenApp } from '../offboarding/events.ts'
import { type MoreEmailApp, type MoreEmailApps, moreEmailApps } from '../offboarding/more-email.ts'
import type { Doing } from './action.ts'

/**
 * Sets the email apps beyond the six in one Set-CASMailbox. A role may grant some of its parameters and not others, and
 * Exchange then refuses the whole call; so each is set by itself, and those that are refused are named. Passing trouble
 * ends it, to be tried again as a whole: the same values twice change nothing.
 * @throws Failure when nothing was taken
 */
export async function setEach({ tenant, leaver }: Doing, apps: Partial<MoreEmailApps>): Promise<Answer> {
  const refusal = await attempt(() => tenant.setMoreEmailApps(leaver.id, apps))
  if (!(refusal instanceof Failure)) return refusal
  const answers: Answer[] = []
  const taken: TakenApp[] = []
  const refused: RefusedApp[] = []
  for (const app of moreEmailApps.filter((one) => one in apps)) {
    const answer = await attempt(() => tenant.setMoreEmailApps(leaver.id, one(app, apps)))
    if (answer instanceof Failure) refused.push({ app, failure: answer.note })
    else {
      answers.push(answer)
      taken.push({ app, at: answer.at, requestId: answer.requestId })
    }
  }
  const [first, last] = [answers[0], answers.at(-1)]
  if (first === undefined || last === undefined) throw refusal
  return { ...last, since: first.since, refused, apart: { together: refusal.note, taken } }
}

/** The answer, or that Exchange did not take a parameter. Everything else is thrown. */
async function attempt(call: () => Promise<Answer>): Promise<Answer | Failure> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Failure && isAboutParameter(error)) return error
    throw error
  }
}

/** AmbiguousParameterSetException, ParameterTransformationException and their like; a cmdlet that is not granted is a 403. */
const isAboutParameter = ({ kind, note }: Failure): boolean =>
  note.status === 400 && (kind === 'refused' || kind === 'unexpected')

const one = (app: MoreEmailApp, apps: Partial<MoreEmailApps>): Partial<MoreEmailApps> => ({ [app]: apps[app] })
