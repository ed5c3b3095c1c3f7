/** What the page asks of its server. Every call is on this machine; a refusal or a lost connection rejects. */

async function answerOf(response) {
  if (!response.ok) throw new Error(`The chat's server answered ${response.status}.`)
  return response.json()
}

export const ask = (path) => fetch(path).then(answerOf)

export function tell(path, body) {
  const headers = { 'content-type': 'application/json' }
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).then(answerOf)
}

export const findPeople = (text) => ask(`chat/people?text=${encodeURIComponent(text)}`)

/**
 * Everything that happens, as it happens. After a lost connection the browser joins again by itself and the server
 * begins with a new snapshot.
 * @param {{ event: (event: object) => void, connected: (yes: boolean) => void }} listener
 */
export function listen(as, listener) {
  const stream = new EventSource(`chat/events?as=${encodeURIComponent(as)}`)
  stream.onmessage = (message) => listener.event(JSON.parse(message.data))
  stream.onopen = () => listener.connected(true)
  stream.onerror = () => listener.connected(false)
}
