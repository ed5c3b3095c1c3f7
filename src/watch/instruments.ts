import type { Attributes, Meter } from '@opentelemetry/api'
import type { Outcome } from '../offboarding/events.ts'
import type { Watch } from './watch.ts'

/** Seconds. Teams waits ten for a tap, a call to Graph may take twenty, one to Exchange a hundred. */
const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 50, 100]
const inSeconds = { unit: 's', advice: { explicitBucketBoundaries: seconds } }

/**
 * The metrics, named as OpenTelemetry's conventions have it, https://opentelemetry.io/docs/specs/semconv/general/metrics/
 * Attributes are of closed sets, so that there are never many series. docs/watching.md explains each.
 */
export function instrumentsOn(meter: Meter): Omit<Watch, 'during'> {
  const requests = meter.createHistogram('http.server.request.duration', inSeconds)
  const refusals = meter.createCounter('offboard.door.refusals', { unit: '{request}' })
  const turns = meter.createCounter('offboard.turn.failures', { unit: '{turn}' })
  const taps = meter.createCounter('offboard.taps', { unit: '{tap}' })
  const actions = meter.createCounter('offboard.actions', { unit: '{action}' })
  const calls = meter.createHistogram('offboard.microsoft.duration', inSeconds)
  const throttled = meter.createCounter('offboard.microsoft.throttled', { unit: '{call}' })
  const cards = meter.createCounter('offboard.card.failures', { unit: '{card}' })
  const server = { 'http.request.method': 'POST', 'http.route': '/api/messages' }
  return {
    request: (status, ms) => requests.record(ms / 1_000, { ...server, 'http.response.status_code': status }),
    refused: (reason) => refusals.add(1, { 'offboard.reason': reason }),
    turnFailed: (failure) => turns.add(1, { 'error.type': failure }),
    tap: ({ verb, result }) => taps.add(1, { 'offboard.verb': verb, 'offboard.result': result }),
    outcome: (action, outcome) => actions.add(1, { 'offboard.action': action, ...attributesOf(outcome) }),
    call({ service, method, route, status, failure, ms }) {
      const where = { 'offboard.service': service, 'http.request.method': method, 'url.template': route }
      const answer = { ...(status === null ? {} : { 'http.response.status_code': status }) }
      calls.record(ms / 1_000, { ...where, ...answer, ...(failure === null ? {} : { 'error.type': failure }) })
      if (failure === 'throttled') throttled.add(1, where)
    },
    cardFailed: (card, status) =>
      cards.add(1, { 'offboard.card': card, ...(status === null ? {} : { 'http.response.status_code': status }) }),
    queueAge: gaugeOn(meter),
  }
}

function attributesOf(outcome: Outcome): Attributes {
  if (outcome.kind === 'failed') return { 'offboard.outcome': 'failed', 'error.type': outcome.failure.kind }
  // Done and not read back yet: a later look settles it.
  if (outcome.kind === 'done') return { 'offboard.outcome': 'done', 'offboard.proven': outcome.proof !== null }
  return { 'offboard.outcome': outcome.kind }
}

/** What cannot be read is left out: a missing value is told apart from a queue that is empty. */
function gaugeOn(meter: Meter): Watch['queueAge'] {
  let read: (() => Promise<number>) | null = null
  meter.createObservableGauge('offboard.queue.age', { unit: 's' }).addCallback(async (gauge) => {
    const age = await read?.().catch(() => undefined)
    if (age !== undefined) gauge.observe(age / 1_000)
  })
  return (given) => {
    read = given
  }
}
