import type { NextFunction, Request, Response } from 'express'
import { Refusal } from './refusal.ts'

const ownNames = new Set(['127.0.0.1', 'localhost'])

/** No script, style, image or connection but the page's own; nobody may frame it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The chat listens on the loopback address only, but any web site can make a browser on this machine send requests
 * here: by a name of its own that resolves to 127.0.0.1 (DNS rebinding), or across origins. Both are refused.
 */
export function keepOut(request: Request, _response: Response, next: NextFunction): void {
  const host = URL.parse(`http://${request.headers.host ?? ''}`)
  if (!host || !ownNames.has(host.hostname)) throw new Refusal(403, 'Forbidden', 'host: only this machine is served')
  const { origin } = request.headers
  if (origin !== undefined && URL.parse(origin)?.host !== host.host)
    throw new Refusal(403, 'Forbidden', 'origin: only the chat page is served')
  next()
}

export function protectPage(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  })
  next()
}
