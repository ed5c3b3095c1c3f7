import { byId } from './dom.js'

const system = matchMedia('(prefers-color-scheme: dark)')
const chosen = () => document.documentElement.dataset.theme
const isDark = () => (chosen() ?? (system.matches ? 'dark' : 'light')) === 'dark'

/** Follows the system until somebody presses the switch; then this browser remembers it. */
export function wireThemeSwitch() {
  const button = byId('theme')
  const mark = () => button.setAttribute('aria-pressed', String(isDark()))
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark'
    document.documentElement.dataset.theme = theme
    localStorage.setItem('theme', theme)
    mark()
  })
  system.addEventListener('change', mark)
  mark()
}
