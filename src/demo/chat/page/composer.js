import { attachmentOf } from './attachment.js'
import { byId } from './dom.js'
import { mentionBeing, withMentions } from './mentions.js'
import { suggest } from './suggestions.js'
import { findPeople, tell } from './wire.js'

/**
 * The field at the foot. Enter sends, Shift+Enter begins a line, `@` looks somebody up. In a group the bot is
 * mentioned unless its chip is switched off.
 */
export function composerOf({ me, botName }) {
  const form = byId('composer')
  const words = byId('words')
  const chip = byId('mention-bot')
  const note = byId('composer-note')
  const attachment = attachmentOf()
  let chat
  let picked = []

  const toBot = () => !chip.hidden && chip.getAttribute('aria-pressed') === 'true'
  const explain = () => {
    note.textContent = chip.hidden || toBot() ? '' : `${botName} will not see this message unless you mention it.`
  }
  const press = (yes) => {
    chip.setAttribute('aria-pressed', String(yes))
    explain()
  }
  const grow = () => {
    words.style.height = 'auto'
    words.style.height = `${words.scrollHeight}px`
  }
  const clear = () => {
    words.value = ''
    picked = []
    grow()
  }
  const send = async () => {
    const { text, mentions } = withMentions(words.value, picked, botName, toBot())
    const file = attachment.take()
    if (words.value.trim() === '' && !file) return
    const kept = { value: words.value, picked }
    clear()
    await tell('chat/say', { as: me.id, conversation: chat.id, text, mentions, ...(file && { file }) }).catch(() => {
      words.value = kept.value
      picked = kept.picked
      attachment.put(file)
      grow()
      note.textContent = 'The message could not be sent: the chat has lost its connection.'
    })
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  words.addEventListener('input', grow)
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void send()
  })
  chip.textContent = `@${botName}`
  chip.addEventListener('click', () => {
    press(!toBot())
    words.focus()
  })
  suggest({
    field: words,
    list: byId('suggestions'),
    ask: () => {
      const being = mentionBeing(words.value, words.selectionStart)
      return being ? whoCouldBe(being.text, botName) : null
    },
    choose: ({ id, name }) => {
      const { start } = mentionBeing(words.value, words.selectionStart)
      words.setRangeText(`@${name} `, start, words.selectionStart, 'end')
      // Of two people with one name, the one chosen last is meant.
      if (id) picked = [...picked.filter((person) => person.name !== name), { id, name }]
      grow()
    },
  })
  return {
    /** Another chat is shown. What was typed and not sent goes with the field. */
    enter(shown) {
      chat = shown
      chip.hidden = shown.kind === 'personal'
      attachment.allow(shown.kind === 'personal')
      words.placeholder = shown.kind === 'personal' ? `Write to ${botName}` : 'Write to all'
      press(true)
      words.focus()
    },
  }
}

async function whoCouldBe(text, botName) {
  const bot = botName.toLowerCase().startsWith(text.toLowerCase())
    ? [{ title: botName, note: 'Bot', name: botName }]
    : []
  const people = text.trim() === '' ? [] : await findPeople(text.trim())
  const rows = people.map(({ id, name, userPrincipalName }) => ({ title: name, note: userPrincipalName, id, name }))
  return [...bot, ...rows.slice(0, 8)]
}
