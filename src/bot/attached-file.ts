import type { Activity } from 'botbuilder'
import { z } from 'zod'

const largest = 1_000_000
const longest = 8_000

/** A file that somebody attached in their personal chat, https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export type AttachedFile = { readonly url: string; readonly kind: 'table' | 'text' | 'other' }

const attachmentShape = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().default(''),
  content: z.object({ downloadUrl: z.string(), fileType: z.string().nullish() }),
})

export function filesOf({ attachments }: Activity): AttachedFile[] {
  return (attachments ?? []).flatMap((attachment) => {
    const { data } = attachmentShape.safeParse(attachment)
    if (!data) return []
    const ending = data.content.fileType ?? data.name.split('.').at(-1) ?? ''
    return [{ url: data.content.downloadUrl, kind: kinds[ending.toLowerCase()] ?? 'other' }]
  })
}

const kinds: Readonly<Record<string, AttachedFile['kind']>> = { csv: 'table', tsv: 'table', txt: 'text' }

/** Why a file could not be read. */
export type FileFault = 'not-allowed' | 'too-large' | 'unreachable'

/**
 * Reads a file from where the message says that it is. The address opens the file by itself, so nothing of ours goes with
 * the request; and it comes from outside, so only hosts that are known are asked, and no redirect is followed.
 */
export async function readFile(
  url: string,
  isAllowed: (url: string) => boolean,
  read: typeof fetch = fetch,
): Promise<Uint8Array | FileFault> {
  if (!isAllowed(url)) return 'not-allowed'
  try {
    const response = await read(url, { redirect: 'error', signal: AbortSignal.timeout(longest) })
    if (!response.ok || response.body === null) return 'unreachable'
    if (Number(response.headers.get('content-length') ?? 0) > largest) return 'too-large'
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body) {
      size += part.byteLength
      // Leaving the loop ends the connection.
      if (size > largest) return 'too-large'
      parts.push(part)
    }
    return Buffer.concat(parts)
  } catch {
    return 'unreachable'
  }
}
