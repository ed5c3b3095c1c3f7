import { z } from 'zod'
import { type Environment, oneOf } from './settings.ts'

/** What an organisation may have around the four actions. Off, all of it, where nothing is set. */
export type Around = {
  /** Whether the email apps beyond the six are ticked on the review card. */
  readonly moreEmail: boolean
  /** Whether the leaver's manager is told that they were locked out. */
  readonly tellsManager: boolean
  /** Where events are sent. A function, so that a printed configuration does not show it. */
  readonly webhook: (() => WebhookTarget) | null
}

/** Both are secrets: an address may carry a key of the receiver's. */
export type WebhookTarget = { readonly url: string; readonly secret: string }

export const nothingAround: Around = { moreEmail: false, tellsManager: false, webhook: null }

const leastSecret = 32
const leastBytes = 24

/** Behind this prefix a key is base64, as Standard Webhooks has it. */
const isLongEnough = (secret: string): boolean =>
  !secret.startsWith('whsec_') || Buffer.from(secret.slice('whsec_'.length), 'base64').length >= leastBytes

/** The settings of both ways of starting, but for the address, which may be on this machine in the demo only. */
export const around = {
  MORE_EMAIL_SWITCHES: oneOf(['off', 'on']).default('off'),
  NOTIFY_MANAGER: oneOf(['off', 'on']).default('off'),
  WEBHOOK_SECRET: z
    .string()
    .min(leastSecret, `is shorter than ${leastSecret} characters: make one with openssl rand -base64 48`)
    .refine(isLongEnough, `holds fewer than ${leastBytes} bytes after whsec_: make one with openssl rand -base64 48`)
    .optional(),
}

/** Whose certificate is checked, or on this machine; a query is allowed, because receivers keep their keys in it. */
export const webhookAddress = ({ onThisMachine }: { onThisMachine: boolean }) =>
  z
    .string()
    .refine(
      (text) => isReceiver(text, onThisMachine),
      `is not an address for a webhook: it begins with https://, has a host, and neither a name with a password nor a fragment`,
    )
    .optional()

function isReceiver(text: string, onThisMachine: boolean): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username + password + hash !== '') return false
  return protocol === 'https:' || (onThisMachine && protocol === 'http:' && isLoopback(hostname))
}

const isLoopback = (hostname: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)

/** Signed always: an address without a secret would believe anybody. */
export function webhookFaults({ WEBHOOK_URL, WEBHOOK_SECRET }: Environment): string[] {
  if (WEBHOOK_URL !== undefined && WEBHOOK_SECRET === undefined)
    return [
      'WEBHOOK_SECRET is missing: what is sent to WEBHOOK_URL is signed with it; make one with openssl rand -base64 48',
    ]
  if (WEBHOOK_URL === undefined && WEBHOOK_SECRET !== undefined)
    return ['WEBHOOK_URL is missing: WEBHOOK_SECRET signs what is sent there; set both or neither']
  return []
}

type Read = z.infer<z.ZodObject<typeof around>> & { readonly WEBHOOK_URL?: string | undefined }

export function aroundOf({
  MORE_EMAIL_SWITCHES,
  NOTIFY_MANAGER,
  WEBHOOK_URL: url,
  WEBHOOK_SECRET: secret,
}: Read): Around {
  return {
    moreEmail: MORE_EMAIL_SWITCHES === 'on',
    tellsManager: NOTIFY_MANAGER === 'on',
    webhook: url && secret ? () => ({ url, secret }) : null,
  }
}
