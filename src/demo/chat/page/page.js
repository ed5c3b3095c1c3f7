import { prepareCards } from './card.js'
import { composerOf } from './composer.js'
import { byId } from './dom.js'
import { headOf } from './head.js'
import { teamsLike } from './host-config.js'
import { laterOf } from './later.js'
import { logOf } from './log.js'
import { placeOf, remember } from './place.js'
import { railOf } from './rail.js'
import { wireThemeSwitch } from './theme-switch.js'
import { ask, listen, tell } from './wire.js'

const typingLasts = 8000

const roster = await ask('chat/roster')
prepareCards(teamsLike)
wireThemeSwitch()

const { me, chats, chat: first } = placeOf(roster)
const botName = roster.bot.name
const logs = new Map(chats.map((chat) => [chat.id, logOf(chat, { me, botName })]))
byId('logs').append(...[...logs.values()].map((log) => log.element))
const head = headOf(roster, me)
const rail = railOf(chats, botName, go)
const composer = composerOf({ me, botName })
const later = laterOf(roster.now)
let shown = first
let typing = 0
go(first)

listen(me.id, {
  event(event) {
    if (event.kind === 'snapshot') for (const entry of event.entries) logs.get(entry.conversation)?.put(entry)
    if (event.kind === 'entry') heard(event.entry)
    if (event.kind === 'clock') later.is(event.now)
    if (event.kind === 'typing' && event.conversation === shown.id) isTyping(true)
    tellUndelivered()
  },
  connected: (yes) => {
    byId('connection').hidden = yes
  },
})

byId('again').addEventListener('click', async () => {
  byId('undelivered').hidden = true
  byId('words').focus()
  for (const { id } of undelivered())
    await tell('chat/again', { as: me.id, conversation: shown.id, id }).catch(tellUndelivered)
})

function go(chat) {
  shown = chat
  remember(roster, me, chat)
  for (const [id, log] of logs) log.show(id === chat.id)
  rail.mark(chat)
  head.show(chat)
  composer.enter(chat)
  isTyping(false)
  tellUndelivered()
  // A bot that is not there is said when something is sent to it.
  tell('chat/open', { as: me.id, conversation: chat.id }).catch(() => undefined)
}

function heard(entry) {
  const isNew = logs.get(entry.conversation)?.put(entry)
  if (isNew && entry.from !== me.id && entry.conversation !== shown.id) rail.unread(entry.conversation)
  if (entry.from === 'bot' && entry.conversation === shown.id) isTyping(false)
}

function isTyping(yes) {
  clearTimeout(typing)
  byId('typing').textContent = yes ? `${botName} is typing` : ''
  if (yes) typing = setTimeout(isTyping, typingLasts, false)
}

function undelivered() {
  const entries = logs.get(shown.id)?.entries() ?? []
  return entries.filter((entry) => entry.from === me.id && entry.delivery === 'failed')
}

function tellUndelivered() {
  byId('undelivered').hidden = undelivered().length === 0
}
