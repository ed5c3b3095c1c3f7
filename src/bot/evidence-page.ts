import express, { type RequestHandler, type Response, Router } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { fileOf, gather } from '../evidence/files.ts'
import { aboveReport, askingPage, closedPage, pagePolicy } from '../evidence/page.ts'
import { reportOf } from '../evidence/report.ts'
import type { Person, Reader } from '../offboarding/events.ts'
import { mayOpen } from '../offboarding/policy.ts'
import { type Language, languageFor } from '../offboarding/words/languages.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Database } from '../records/database.ts'
import { findLink, type LinkFor, tryCode, useUp } from '../records/evidence-links.ts'
import { load } from '../records/history.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import { type EvidenceWays, giveOut } from './evidence.ts'

type PageOptions = {
  readonly database: Database
  readonly tenant: TenantRead
  readonly evidence: EvidenceWays
  readonly log: Logger
  /** Something was written down: its cards show another digest. */
  readonly wake: (offboarding: string) => void
}

const tokenShape = z.object({ token: z.string().regex(/^[\w-]{32}$/) })
const codeShape = z.object({
  code: z
    .string()
    .max(20)
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(z.string().regex(/^\d{6}$/)),
})

/**
 * The pages of one-time links: GET asks for the code that Teams shows to one person, POST shows the evidence, once. Until
 * the code is right nothing is told, not even whether there is such a link beyond that it is asked for.
 */
export function evidencePages(options: PageOptions): Router {
  const router = Router()
  router.use((_request, response, next) => {
    response.set('Content-Security-Policy', pagePolicy)
    next()
  })
  router.get('/:token', async (request, response) => {
    const language = languageFor(request.acceptsLanguages()[0])
    const parsed = tokenShape.safeParse(request.params)
    const link = parsed.success ? await findLink(options.database, parsed.data.token) : null
    if (link === null) return over(response, language)
    response.type('html').send(askingPage(languageFor(link.language), null))
  })
  router.post('/:token', express.urlencoded({ extended: false, limit: '1kb', parameterLimit: 5 }), opened(options))
  return router
}

function opened(options: PageOptions): RequestHandler {
  return async (request, response) => {
    const language = languageFor(request.acceptsLanguages()[0])
    const parsed = tokenShape.safeParse(request.params)
    if (!parsed.success) return over(response, language)
    const { token } = parsed.data
    const tried = await tryCode(options.database, token, codeShape.safeParse(request.body).data?.code ?? '')
    if (tried.kind === 'over') return over(response, language)
    const reader: Reader = { language: languageFor(tried.link.language), zone: tried.link.zone }
    if (tried.kind === 'wrong') {
      response
        .status(403)
        .type('html')
        .send(askingPage(reader.language, wordsIn(reader.language).link.wrong(tried.left)))
      return
    }
    await show(options, response, token, tried.link, reader)
  }
}

/** Rights are read again, and only what is then sent uses the link up. */
async function show(options: PageOptions, response: Response, token: string, link: LinkFor, reader: Reader) {
  const { database, log } = options
  const words = wordsIn(reader.language)
  const person = await allowed(options, link).catch((error: unknown) => {
    if (error instanceof Failure) return error
    throw error
  })
  if (person instanceof Failure) {
    log.warn({ failure: person.note, offboarding: link.offboarding }, 'cannot read who opens a link')
    return closed(response, 503, reader.language, words.failures[person.kind].sentence, null)
  }
  if (person === null) return closed(response, 403, reader.language, words.link.refused, null)
  if (!(await useUp(database, token))) return over(response, reader.language)
  await giveOut(options, link.offboarding, { by: person, way: 'link', file: null })
  const material = await gather(database, link.offboarding, { madeFor: person, key: options.evidence.key })
  if (material === null) return over(response, reader.language)
  log.info({ offboarding: link.offboarding, by: link.person }, 'evidence was given by a link')
  const data = fileOf(material, 'data', reader)
  response.type('html').send(reportOf(material, reader, aboveReport(words, data.name, data.text)))
}

/** Who opens it, if they still may. */
async function allowed({ database, tenant }: PageOptions, link: LinkFor): Promise<Person | null> {
  const by = await tenant.approver(link.person)
  const state = mayOpen(by) ? null : await load(database, link.offboarding)
  return state === null || state.leaver.id === by.person.id ? null : by.person
}

function over(response: Response, language: Language): void {
  const { link } = wordsIn(language)
  closed(response, 404, language, link.over, link.askAgain)
}

function closed(response: Response, status: number, language: Language, sentence: string, advice: string | null): void {
  response
    .status(status)
    .type('html')
    .send(closedPage(language, sentence, advice))
}
