import { cardView } from './card.js'
import { element, picture } from './dom.js'
import { fileCard } from './file-card.js'
import { messageHtml } from './markdown.js'

const cardType = 'application/vnd.microsoft.card.adaptive'
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/**
 * One message: who, when, the words, the cards. `update` draws it anew when it has been edited, deleted or delivered.
 */
export function messageView(entry, { me, botName }) {
  const isBot = entry.from === 'bot'
  const isMine = entry.from === me.id
  const at = clock.format(new Date(entry.at))
  const words = element('div', { class: 'words' })
  const cards = element('div', { class: 'cards' })
  const state = element('p', { class: 'state' })
  const head = element(
    'header',
    {},
    element('span', { class: 'name' }, entry.name),
    element('time', { datetime: entry.at }, at),
  )
  const made = element(
    'article',
    {
      class: `message ${isMine ? 'mine' : ''}`,
      'data-activity-id': entry.id,
      'data-from': entry.from,
      'aria-label': `${isMine ? 'You' : entry.name}, ${at}`,
    },
    isMine ? '' : picture(entry.name, isBot),
    element('div', { class: 'said' }, head, words, cards, state),
  )
  const where = { as: me.id, mri: me.mri, conversation: entry.conversation, activityId: entry.id }
  let views = []

  const drawCards = (payloads) => {
    if (views.length !== payloads.length) {
      views = payloads.map(() => cardView(where, botName))
      cards.replaceChildren(...views.flatMap((view) => view.elements))
    }
    for (const [index, view] of views.entries()) view.show(payloads[index])
  }
  const update = (latest) => {
    made.dataset.version = latest.version
    made.classList.toggle('deleted', latest.deleted)
    drawWords(words, latest, isBot)
    drawCards(latest.attachments.map(payloadOf))
    state.textContent = isMine ? stateOf(latest, botName) : ''
  }
  update(entry)
  return { element: made, update }
}

function drawWords(words, { deleted, text, textFormat, mentions }, isBot) {
  words.hidden = !deleted && text === ''
  if (deleted) words.replaceChildren('This message has been deleted.')
  else if (isBot && textFormat !== 'plain') words.innerHTML = messageHtml(text)
  else words.replaceChildren(...plainParts(text, mentions))
}

/** Text as it was typed, its mentions set off. */
function plainParts(text, mentions) {
  const marks = new Set(mentions.map((mention) => mention.text))
  return text.split(/(<at>[^<]*<\/at>)/).map((part) => {
    return marks.has(part) ? element('span', { class: 'mention' }, part.slice('<at>'.length, -'</at>'.length)) : part
  })
}

function payloadOf(attachment) {
  const { contentType, content } = attachment
  if (contentType === cardType && typeof content === 'object' && content !== null) return content
  const file = fileCard(attachment)
  if (file) return file
  const text = `An attachment of the kind ${contentType} is not shown here.`
  return { type: 'AdaptiveCard', version: '1.0', body: [{ type: 'TextBlock', text, isSubtle: true, wrap: true }] }
}

function stateOf({ delivery }, botName) {
  return { failed: 'Not delivered', unheard: `${botName} was not mentioned and has not seen this.` }[delivery] ?? ''
}
