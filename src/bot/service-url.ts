/**
 * A service URL says where the bot's answers go, and the bot's token with them. Botbuilder has no list of its own
 * (`AppCredentials.isTrustedServiceUrl` is always true since 4.x), so this one stands before every use.
 */

/** Letters, digits and path characters only: nothing that two URL parsers could read in two ways. */
const plain = /^[a-z0-9.:/_~-]+$/i

/**
 * Does this URL lie under one of the allowed ones? Host and port exactly, path by whole segments.
 * @param allowed https addresses; a path in them is a prefix
 */
export function isAllowedServiceUrl(url: string | null | undefined, allowed: readonly string[]): boolean {
  if (!url || !plain.test(url) || !URL.canParse(url)) return false
  const { protocol, host, pathname } = new URL(url)
  if (protocol !== 'https:') return false
  return allowed
    .map((entry) => new URL(entry))
    .some((entry) => entry.host === host && isUnder(pathname, entry.pathname))
}

function isUnder(path: string, prefix: string): boolean {
  return withSlash(path).startsWith(withSlash(prefix))
}

const withSlash = (path: string) => (path.endsWith('/') ? path : `${path}/`)
