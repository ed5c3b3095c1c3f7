import { byId, element, groupPicture, picture } from './dom.js'

/** The chats at the left; the one that is shown is marked, and the ones where something new was said. */
export function railOf(chats, botName, go) {
  const buttons = new Map()
  for (const chat of chats) {
    const unread = element(
      'span',
      { class: 'unread', hidden: '' },
      element('span', { class: 'spoken' }, ', new messages'),
    )
    const names = element(
      'span',
      { class: 'chat-names' },
      element('span', {}, chat.title),
      element('small', {}, aboutOf(chat)),
    )
    const button = element(
      'button',
      { type: 'button', 'data-chat': chat.id, class: 'chat' },
      pictureOf(chat, botName),
      names,
      unread,
    )
    button.addEventListener('click', () => go(chat))
    buttons.set(chat.id, { button, unread })
    byId('chats').append(element('li', {}, button))
  }
  return {
    mark(shown) {
      for (const [id, { button }] of buttons) {
        if (id === shown.id) button.setAttribute('aria-current', 'page')
        else button.removeAttribute('aria-current')
      }
      buttons.get(shown.id).unread.hidden = true
    },
    unread: (id) => {
      buttons.get(id).unread.hidden = false
    },
  }
}

export const pictureOf = (chat, botName) => (chat.kind === 'personal' ? picture(botName, true) : groupPicture())

const aboutOf = (chat) => (chat.kind === 'personal' ? 'Bot' : `Group chat, ${chat.members.length} people`)
