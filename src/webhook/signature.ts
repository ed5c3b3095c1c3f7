import { createHmac } from 'node:crypto'

/**
 * The headers that say who sent a body and when: HMAC-SHA256 over id, time and body, as Standard Webhooks has them
 * (https://www.standardwebhooks.com), so that receivers check them with a library they know.
 * @param at epoch milliseconds; a receiver refuses what is older than a few minutes
 */
export function signedHeaders(secret: string, id: string, at: number, body: string) {
  const timestamp = String(Math.floor(at / 1_000))
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

const prefix = 'whsec_'

/** With its prefix a secret is base64, as those libraries make them; without, its characters are the key. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret, 'utf8')
