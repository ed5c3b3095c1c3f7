import { randomUUID } from 'node:crypto'
import express, { Router } from 'express'
import { z } from 'zod'
import { parsed, Refusal } from './refusal.ts'

const mostFiles = 20

/** What is relied on of an attachment in which a bot asks whether a file may be saved. */
const question = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.card.file.consent'),
  name: z.string(),
  content: z.object({ acceptContext: z.unknown().optional(), declineContext: z.unknown().optional() }),
})
export type FileQuestion = z.infer<typeof question>

/** The question in a message; `null` when there is none. */
export function fileQuestionIn(attachments: readonly unknown[]): FileQuestion | null {
  return question.safeParse(attachments[0]).data ?? null
}

/** A stand-in for the place in OneDrive that Teams gives a bot to put a file in. Files last as long as the process. */
export type OneDrive = {
  readonly routes: Router
  /** What a bot is told of the place for a file that somebody has agreed to. */
  placeFor(name: string): Record<'contentUrl' | 'uploadUrl' | 'name' | 'uniqueId' | 'fileType', string>
  /** What a bot is told of a file that somebody attached. */
  attach(name: string, bytes: Buffer): FileAttached
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export type FileAttached = {
  readonly contentType: 'application/vnd.microsoft.teams.file.download.info'
  readonly name: string
  readonly contentUrl: string
  readonly content: { readonly downloadUrl: string; readonly uniqueId: string; readonly fileType: string }
}

type Kept = { readonly name: string; readonly upload: string; bytes: Buffer | null }

const place = z.object({ id: z.string() })
const upload = z.object({ upload: z.string() })

/** @param address where the chat listens */
export function oneDriveAt(address: string): OneDrive {
  const files = new Map<string, Kept>()
  const routes = Router()
  routes.put('/:id', express.raw({ type: () => true, limit: '10mb' }), (request, response) => {
    const file = files.get(parsed(place, request.params).id)
    const bytes = z.instanceof(Buffer).safeParse(request.body).data
    if (!file || file.upload !== parsed(upload, request.query).upload || !bytes)
      throw new Refusal(403, 'AccessDenied', 'There is no place for a file here.')
    const whole = `bytes 0-${bytes.length - 1}/${bytes.length}`
    if (request.get('content-range') !== whole) throw new Refusal(416, 'InvalidRange', 'Send the whole file at once.')
    file.bytes = bytes
    response.status(201).json({ name: file.name })
  })
  routes.get('/:id', (request, response) => {
    const file = files.get(parsed(place, request.params).id)
    if (!file?.bytes) throw new Refusal(404, 'NotFound', 'There is no file at this address.')
    // To be saved and never shown: what a bot sends is not of this page.
    response.attachment(file.name).type('application/octet-stream').send(file.bytes)
  })
  const keep = (name: string, upload: string, bytes: Buffer | null) => {
    const id = randomUUID()
    files.set(id, { name, upload, bytes })
    for (const oldest of [...files.keys()].slice(0, -mostFiles)) files.delete(oldest)
    return { contentUrl: `${address}/onedrive/${id}`, uniqueId: id, fileType: name.split('.').at(-1) ?? '' }
  }
  return {
    routes,
    placeFor(name) {
      const secret = randomUUID()
      const { contentUrl, ...kept } = keep(name, secret, null)
      return { contentUrl, uploadUrl: `${contentUrl}?upload=${secret}`, name, ...kept }
    },
    attach(name, bytes) {
      // Nobody knows a word with which it could be written over.
      const { contentUrl, ...kept } = keep(name, randomUUID(), bytes)
      const contentType = 'application/vnd.microsoft.teams.file.download.info'
      return { contentType, name, contentUrl, content: { downloadUrl: contentUrl, ...kept } }
    },
  }
}
