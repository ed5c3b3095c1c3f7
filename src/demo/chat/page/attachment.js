import { byId } from './dom.js'

const largest = 700_000

/**
 * A file beside the words, in the chat with the bot alone: Teams gives a bot files nowhere else. The button names the
 * file once there is one, and takes it away again.
 */
export function attachmentOf() {
  const button = byId('attach')
  const input = byId('file')
  const note = byId('composer-note')
  let file = null

  const put = (next) => {
    file = next
    button.dataset.name = next?.name ?? ''
    button.setAttribute('aria-label', next ? `Remove ${next.name}` : 'Attach a file')
    input.value = ''
  }
  button.addEventListener('click', () => {
    if (file) put(null)
    else input.click()
  })
  input.addEventListener('change', async () => {
    const [chosen] = input.files
    if (!chosen) return
    note.textContent = chosen.size > largest ? 'The file is too large for this chat.' : ''
    if (chosen.size <= largest) put({ name: chosen.name, base64: base64Of(await chosen.arrayBuffer()) })
    byId('words').focus()
  })
  return {
    allow(yes) {
      button.hidden = !yes
      put(null)
    },
    /** What is sent with the words, and then no more; unless it is put back. */
    take() {
      const taken = file
      put(null)
      return taken
    },
    put,
  }
}

function base64Of(buffer) {
  let bytes = ''
  for (const byte of new Uint8Array(buffer)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}
