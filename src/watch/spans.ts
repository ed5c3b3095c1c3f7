import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { Failure } from '../errors.ts'
import type { Stretch, Watch } from './watch.ts'

/** A span for each stretch, and within it one for each call to Microsoft. Ids and closed sets, as in the metrics. */
export function spansOn(tracer: Tracer): Pick<Watch, 'during' | 'tap' | 'turnFailed' | 'call'> {
  const current = new AsyncLocalStorage<Span>()
  const here = () => {
    const span = current.getStore()
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT
  }
  return {
    async during(stretch, run) {
      const kind = stretch.name === 'turn' ? SpanKind.SERVER : SpanKind.INTERNAL
      const span = tracer.startSpan(stretch.name, { kind, attributes: attributesOf(stretch) }, here())
      try {
        return await current.run(span, run)
      } catch (error) {
        fail(span, error instanceof Failure ? error.kind : 'bug')
        throw error
      } finally {
        span.end()
      }
    },
    tap({ verb, result, offboarding }) {
      const attributes = { 'offboard.verb': verb, 'offboard.result': result, 'offboard.id': offboarding }
      current.getStore()?.setAttributes(attributes)
    },
    turnFailed(failure) {
      const span = current.getStore()
      if (span) fail(span, failure)
    },
    call({ service, method, route, status, requestId, failure, ms }) {
      const attributes = {
        'offboard.service': service,
        'http.request.method': method,
        'url.template': route,
        ...(status === null ? {} : { 'http.response.status_code': status }),
        ...(requestId === null ? {} : { 'offboard.request.id': requestId }),
      }
      const options = { kind: SpanKind.CLIENT, attributes, startTime: Date.now() - ms }
      const span = tracer.startSpan(`${method} ${route}`, options, here())
      if (failure !== null) fail(span, failure)
      span.end()
    },
  }
}

/** The kind alone: a message or a stack may hold more than is to leave. */
function fail(span: Span, kind: string): void {
  span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR })
}

function attributesOf({ offboarding, action, activity }: Stretch) {
  return {
    ...(offboarding === undefined ? {} : { 'offboard.id': offboarding }),
    ...(action === undefined ? {} : { 'offboard.action': action }),
    ...(activity === undefined ? {} : { 'offboard.activity': activity }),
  }
}
