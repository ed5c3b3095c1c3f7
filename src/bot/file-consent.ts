import type { Activity, Attachment } from 'botbuilder'
import { z } from 'zod'
import { type EvidenceText, type FileKind, fileKinds } from '../evidence/files.ts'

/** How Teams hands over a file: it asks the person, then says where to put it, then shows where it is. */
export const consentInvoke = 'fileConsent/invoke'

const consentType = 'application/vnd.microsoft.teams.card.file.consent'
const fileType = 'application/vnd.microsoft.teams.card.file.info'

/** What comes back of our own; the client's to change. */
const context = z.object({ offboarding: z.guid(), file: z.enum(fileKinds) })

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export const consentShape = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('accept'),
    context,
    uploadInfo: z.object({
      contentUrl: z.string().max(2_000),
      name: z.string().max(400),
      uploadUrl: z.string().max(8_000),
      uniqueId: z.string().max(200),
      fileType: z.string().max(20).nullish(),
    }),
  }),
  z.object({ action: z.literal('decline'), context }),
])
export type Consent = z.infer<typeof consentShape>
type UploadInfo = Extract<Consent, { action: 'accept' }>['uploadInfo']

/** A message in which Teams asks whether this file may be saved in the person's OneDrive. */
export function consentMessage(
  file: EvidenceText,
  kind: FileKind,
  offboarding: string,
  description: string,
): Partial<Activity> {
  const ours = { offboarding, file: kind } satisfies z.infer<typeof context>
  const content = {
    description,
    sizeInBytes: Buffer.byteLength(file.text),
    acceptContext: ours,
    declineContext: ours,
  }
  return withAttachment({ contentType: consentType, name: file.name, content }, description)
}

/** A message that shows the file where it is now. */
export function fileMessage(at: UploadInfo, sentence: string): Partial<Activity> {
  const { contentUrl, name, uniqueId } = at
  const content = { uniqueId, fileType: at.fileType ?? name.split('.').at(-1) ?? '' }
  return withAttachment({ contentType: fileType, contentUrl, name, content }, sentence)
}

const withAttachment = (attachment: Attachment, summary: string): Partial<Activity> => ({
  type: 'message',
  attachments: [attachment],
  summary,
})
