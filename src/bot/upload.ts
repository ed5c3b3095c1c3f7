import type { Logger } from 'pino'

/** SharePoint and OneDrive of Microsoft's public cloud; in the clouds of the US government Teams takes no files of bots. */
const sharePoint = '.sharepoint.com'

/**
 * May a file with people's names go to this address? It comes with an activity, so it is trusted no more than any other:
 * https, the standard port, a host of SharePoint, nothing that two parsers could read in two ways.
 */
export function isSharePoint(address: string): boolean {
  if (!URL.canParse(address) || /[\\\s]/.test(address)) return false
  const { protocol, hostname, port, username, password } = new URL(address)
  const isPlain = protocol === 'https:' && port === '' && username + password === ''
  return isPlain && /^[a-z0-9-]+$/.test(hostname.slice(0, -sharePoint.length)) && hostname.endsWith(sharePoint)
}

/** Teams waits 10 to 15 s for the answer to the consent. */
const uploadWithin = 8_000

/**
 * Puts a whole file where Teams says, https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4.
 * @returns whether it is there
 */
export async function upload(address: string, text: string, type: string, log: Logger): Promise<boolean> {
  const bytes = Buffer.from(text)
  try {
    const { ok, status } = await fetch(address, {
      method: 'PUT',
      headers: { 'content-type': type, 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` },
      body: bytes,
      redirect: 'error',
      signal: AbortSignal.timeout(uploadWithin),
    })
    if (!ok) log.warn({ status }, 'a file could not be saved in OneDrive')
    return ok
  } catch (error) {
    // The address holds a token, and so may the error's cause: neither is for the log.
    log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'a file could not be saved in OneDrive')
    return false
  }
}
