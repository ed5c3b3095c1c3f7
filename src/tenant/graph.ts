import type { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Answer } from '../offboarding/events.ts'
import { pageOf, parse } from './answers.ts'
import type { Call, Reply, Send } from './client.ts'
import { jsonIn } from './failures.ts'

/** A read: `route` is the path with its ids left out. */
export type Read = Omit<Call, 'method' | 'body'>

export type Graph = {
  /** One object and the answer that it came in. */
  get<T>(read: Read, schema: z.ZodType<T>): Promise<{ value: T; reply: Reply }>
  /** All of a collection, page after page; a `Failure` when it has more than ten pages. */
  list<T>(read: Read, schema: z.ZodType<T>): Promise<T[]>
  /** As much of a collection as so many pages hold, and whether there is more. */
  some<T>(read: Read, schema: z.ZodType<T>, pages: number): Promise<{ rows: T[]; more: boolean }>
  /** The first page only. */
  first<T>(read: Read, schema: z.ZodType<T>): Promise<T[]>
  /** A question that has a body: a POST that changes nothing. */
  ask<T>(question: Read & { readonly body: unknown }, schema: z.ZodType<T>): Promise<T>
  write(call: Call): Promise<Answer>
}

const mostPages = 10

/** Advanced queries (a search, a cast, a count) are refused without it, https://learn.microsoft.com/graph/aad-advanced-queries */
export const eventual = { ConsistencyLevel: 'eventual' }

/** Graph v1.0 on top of `send`. Everything throws a `Failure`. */
export function graphOn(send: Send, url: string): Graph {
  const page = async <T>(read: Read, schema: z.ZodType<T>) => {
    const reply = await send({ ...read, method: 'GET' })
    return parse(pageOf(schema), jsonIn(reply.text), reply)
  }
  const some = async <T>(read: Read, schema: z.ZodType<T>, pages: number) => {
    const rows: T[] = []
    let next = read
    for (let count = 1; count <= pages; count++) {
      const { value, link } = await page(next, schema)
      rows.push(...value)
      if (link === null) return { rows, more: false }
      next = following(next, link, url)
    }
    return { rows, more: true }
  }
  return {
    async get(read, schema) {
      const reply = await send({ ...read, method: 'GET' })
      return { value: parse(schema, jsonIn(reply.text), reply), reply }
    },
    async list(read, schema) {
      const { rows, more } = await some(read, schema, mostPages)
      // A part of a list would pass for the whole of it.
      if (more) throw new Failure('unexpected', `GET ${read.route} has more pages than are read`)
      return rows
    },
    some,
    first: async (read, schema) => (await page(read, schema)).value,
    async ask(question, schema) {
      const reply = await send({ ...question, method: 'POST' })
      return parse(schema, jsonIn(reply.text), reply)
    },
    async write(call) {
      const { at, since, requestId } = await send(call)
      return { at, since, requestId }
    },
  }
}

/** The next page, on the configured host only: the link comes out of an answer, and a token goes with it. */
function following(read: Read, link: string, url: string): Read {
  const base = new URL(`${url}/v1.0/`)
  const target = URL.canParse(link) ? new URL(link) : null
  if (target === null || target.origin !== base.origin || !target.pathname.startsWith(base.pathname))
    throw new Failure('unexpected', `GET ${read.route} continues at an address outside the configured host`)
  const path = `/${target.pathname.slice(base.pathname.length)}${target.search}`
  return { route: read.route, path, ...(read.headers ? { headers: read.headers } : {}) }
}
