import { byId } from './dom.js'
import { tell } from './wire.js'

const format = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const redrawn = 10_000

/**
 * The clock of the demo: its time, and buttons that put it ahead for everybody. Not there where the server has none.
 * @param {number | null} now its time in epoch milliseconds
 */
export function laterOf(now) {
  let ahead = (now ?? 0) - Date.now()
  const draw = () => {
    const text = format.format(Date.now() + ahead)
    const place = byId('later-now')
    if (place.textContent !== text) place.textContent = text
  }
  const is = (time) => {
    ahead = time - Date.now()
    draw()
    byId('later-said').textContent = `It is ${format.format(time)} now.`
  }
  if (now === null) return { is }
  byId('later').hidden = false
  for (const button of byId('later').querySelectorAll('button'))
    button.addEventListener('click', () => {
      // A server that is gone is said at the top of the page.
      tell('chat/later', { minutes: Number(button.dataset.minutes) }).catch(() => undefined)
    })
  draw()
  setInterval(draw, redrawn)
  return { is }
}
