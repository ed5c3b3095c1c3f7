import { element } from './dom.js'
import { cardHtml } from './markdown.js'
import { registerTypeAhead } from './type-ahead.js'
import { tell } from './wire.js'

const { AdaptiveCard, GlobalSettings, HostConfig } = window.AdaptiveCards
const wentWrong = { kind: 'error', message: 'Something went wrong. Please try again.' }
let hostConfig

/** Once, before the first card. */
export function prepareCards(teamsLike) {
  hostConfig = new HostConfig(teamsLike)
  registerTypeAhead()
  // The element around the card has the name and takes the focus: one stop, not two.
  GlobalSettings.setTabIndexAtCardRoot = false
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = cardHtml(text)
    result.didProcess = true
  }
}

/**
 * One card of one message in this tab. A bot's answer to a tap replaces it here only; an edit of the message replaces
 * it everywhere. https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
 * @param where `{as, mri, conversation, activityId}`
 */
export function cardView(where, botName) {
  const place = element('div', { class: 'card', role: 'group', tabindex: '-1' })
  const note = element('p', { class: 'card-note', role: 'status', hidden: '' })
  const banner = element('p', { class: 'card-banner', role: 'alert', hidden: '' })
  let payload
  let moment = 0
  let waiting = false
  let toRefresh = null

  const say = (line, text) => {
    line.textContent = text
    line.hidden = text === ''
  }
  const draw = (shown) => {
    moment++
    payload = shown
    const hadFocus = place.contains(document.activeElement)
    const card = parse(shown, { run, lookUp })
    place.setAttribute('aria-label', nameOf(shown, botName))
    place.replaceChildren(rendered(card) ?? element('p', {}, shown.fallbackText ?? 'This card cannot be shown.'))
    if (hadFocus) place.focus({ preventScroll: true })
  }
  const body = (more) => ({ as: where.as, conversation: where.conversation, activityId: where.activityId, ...more })
  const lookUp = (dataset, text) => tell('chat/search', body({ dataset, text }))

  const execute = async (action, trigger) => {
    const asked = ++moment
    const { id, verb, data } = action
    const answer = await tell('chat/tap', body({ action: { id, verb, data }, trigger })).catch(() => wentWrong)
    // What was shown since then is newer than this answer.
    if (asked === moment && answer.kind === 'card') draw(answer.card)
    if (answer.kind === 'text') say(note, answer.text)
    if (answer.kind === 'error' && trigger === 'manual') say(banner, answer.message)
  }
  const submit = async ({ data }) => {
    const answer = await tell('chat/submit', body({ data })).catch(() => wentWrong)
    if (answer.kind === 'error') say(banner, answer.message)
  }
  const run = async (action) => {
    const kind = action.getJsonTypeName()
    if (kind === 'Action.OpenUrl') return openUrl(action.url)
    if (waiting || (kind !== 'Action.Execute' && kind !== 'Action.Submit')) return
    waiting = true
    say(note, '')
    say(banner, '')
    const release = await hold(place, action.renderedElement)
    await (kind === 'Action.Execute' ? execute(action, 'manual') : submit(action))
    waiting = false
    release()
  }
  const seen = new IntersectionObserver((sightings) => {
    if (!toRefresh || !sightings.some((sighting) => sighting.isIntersecting)) return
    const action = toRefresh
    toRefresh = null
    void execute(action, 'automatic')
  })
  seen.observe(place)

  return {
    elements: [place, note, banner],
    get payload() {
      return payload
    },
    /** The message has come, or has been edited. */
    show(shown) {
      say(note, '')
      say(banner, '')
      draw(shown)
      // Once for each version of the message, when it is in view, and only for those whom the card names.
      toRefresh = refreshFor(shown, where.mri)
      seen.unobserve(place)
      seen.observe(place)
    },
  }
}

function parse(payload, { run, lookUp }) {
  const card = new AdaptiveCard()
  card.hostConfig = hostConfig
  card.lookUp = lookUp
  card.onExecuteAction = (action) => void run(action)
  card.parse(payload)
  return card
}

/** The library repeats the card's name where no role carries it, and an input's id, which other cards have as well. */
function rendered(card) {
  const made = card.render()
  made?.removeAttribute('aria-label')
  for (const input of card.getAllInputs()) input.renderedElement?.removeAttribute('id')
  return made
}

/** `speak` may be SSML, which is not for reading. */
function nameOf({ speak }, botName) {
  return typeof speak === 'string' && !speak.includes('<') ? speak : `Card from ${botName}`
}

function refreshFor({ refresh }, mri) {
  if (refresh?.action?.type !== 'Action.Execute') return null
  return refresh.userIds === undefined || refresh.userIds.includes(mri) ? refresh.action : null
}

/** Keeps the buttons from being tapped while the bot is asked; what it returns gives them back. */
async function hold(place, tapped) {
  const hadFocus = tapped?.contains(document.activeElement)
  // The library sets its buttons' state once more after it has reported the tap.
  await Promise.resolve()
  const buttons = [...place.querySelectorAll('button:not(:disabled)')]
  place.setAttribute('aria-busy', 'true')
  tapped?.classList.add('is-waiting')
  for (const button of buttons) button.disabled = true
  return () => {
    place.removeAttribute('aria-busy')
    tapped?.classList.remove('is-waiting')
    for (const button of buttons) button.disabled = false
    // Disabling a button takes its focus away; whoever has gone elsewhere meanwhile stays there.
    if (hadFocus && document.activeElement === document.body)
      (tapped.isConnected ? tapped : place).focus({ preventScroll: true })
  }
}

function openUrl(url) {
  const address = URL.parse(url)
  // A file that was saved here: it comes as a download, and the page stays.
  if (address?.origin === window.location.origin) return window.location.assign(address)
  if (address?.protocol === 'https:' || address?.protocol === 'http:')
    window.open(address, '_blank', 'noopener,noreferrer')
}
