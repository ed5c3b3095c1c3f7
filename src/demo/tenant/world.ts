import type { Company } from './company.ts'
import type { Directory } from './directory.ts'
import type { Faults } from './faults.ts'
import type { Meter } from './limits.ts'
import type { Recorder } from './state.ts'

/** Everything that Graph and Exchange of one simulated tenant share. */
export type World = {
  readonly tenantId: string
  readonly company: Company
  readonly directory: Directory
  readonly faults: Faults
  readonly recorder: Recorder
  readonly meter: Meter
  /** Milliseconds since 1970: Microsoft's clock. */
  readonly now: () => number
  /** Where the server listens, for links to a next page. */
  readonly origin: () => string
}

/** A request as both doors take it: header names in lower case, the path without the door's own prefix. */
export type Request = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  readonly requestId: string
}

/** An answer before it is put on the wire; an object is sent as JSON, a Buffer as it is. */
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** What was asked, and how: `name` is the call's name in the counts and for faults, `body` its parsed JSON. */
export type Asked = { readonly name: string; readonly body: unknown; answer(): Promise<Answer> | Answer }

/** No answer at all: the connection is cut. */
export const hangUp = Symbol('hang up')
