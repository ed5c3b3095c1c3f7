import { element } from './dom.js'
import { messageView } from './message.js'

const nearEnd = 80
const quiet = 5 * 60_000
/** So long after a tap, what the bot says next is taken for its answer. */
const answersWithin = 15_000

/** The messages of one chat. It stays in the page while another chat is shown, so that nothing typed in it is lost. */
export function logOf(chat, context) {
  const empty = element('p', { class: 'empty' }, emptyText(chat, context.botName))
  const list = element('div', { class: 'messages', role: 'log', 'aria-label': `Messages in ${chat.title}` }, empty)
  const made = element('section', { class: 'log', 'data-chat': chat.id, tabindex: '0', 'aria-label': chat.title }, list)
  made.hidden = true
  const views = new Map()
  const entries = new Map()
  let following = true
  let tapped = Number.NEGATIVE_INFINITY

  made.addEventListener('scroll', () => {
    following = made.scrollHeight - made.scrollTop - made.clientHeight < nearEnd
  })
  made.addEventListener('click', ({ target }) => {
    if (target.closest('.card button')) tapped = performance.now()
  })
  const isAwaited = ({ from }) => from === 'bot' && performance.now() - tapped < answersWithin
  const toEnd = () => {
    made.scrollTop = made.scrollHeight
  }
  // A card that grows, or the composer, moves the end; whoever was reading it stays there.
  new ResizeObserver(() => void (following && toEnd())).observe(list)

  const follows = (entry) => {
    const before = [...entries.values()].at(-1)
    return before?.from === entry.from && Date.parse(entry.at) - Date.parse(before.at) < quiet
  }
  return {
    element: made,
    entries: () => [...entries.values()],
    /** @returns whether it is a message that was not there before */
    put(entry) {
      const known = entries.get(entry.id)
      if (known && known.version >= entry.version) return false
      if (known) views.get(entry.id).update(entry)
      else {
        const view = messageView(entry, context)
        view.element.classList.toggle('follows', follows(entry))
        views.set(entry.id, view)
        empty.remove()
        list.append(view.element)
        // Whoever has said or tapped something wants to see what comes of it, wherever they were reading.
        if (entry.from === context.me.id || isAwaited(entry)) following = true
      }
      entries.set(entry.id, entry)
      if (following) toEnd()
      return !known
    },
    show(yes) {
      made.hidden = !yes
      if (yes && following) toEnd()
    },
  }
}

function emptyText({ kind }, botName) {
  return kind === 'personal'
    ? `Nothing has been said here yet. Try “offboard Jane”, or “help”.`
    : `Nothing has been said here yet. In a group, ${botName} reads only what mentions it.`
}
