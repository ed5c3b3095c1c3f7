import { createHash } from 'node:crypto'
import type { Language } from '../offboarding/words/languages.ts'
import { type Words, wordsIn } from '../offboarding/words.ts'
import { html, type Markup, pageOf } from './markup.ts'
import { style } from './report.ts'

/** Nothing but the one style, by its digest, and a form that comes back here. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Asks for the code. `notice` is what is said of the last try. */
export function askingPage(language: Language, notice: string | null): string {
  const { link } = wordsIn(language)
  const said = notice === null ? null : html`<p class="altered" role="alert">${notice}</p>`
  return pageOf(
    language,
    link.title,
    style,
    html`<main><h1>${link.title}</h1>${said}<p>${link.ask}</p>
<form method="post"><label for="code">${link.code}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,8}" maxlength="8" required aria-describedby="hint">
<span id="hint" class="small">${link.hint}</span>
<button type="submit">${link.toFetch}</button></form></main>`,
  )
}

/** Says why there is nothing here, and what to do. */
export function closedPage(language: Language, sentence: string, advice: string | null): string {
  const { link } = wordsIn(language)
  const more = advice === null ? null : html`<p>${advice}</p>`
  return pageOf(language, link.title, style, html`<main><h1>${link.title}</h1><p>${sentence}</p>${more}</main>`)
}

/** Above the report that a link opens: the data file, inside the page, since there is no second fetch. */
export function aboveReport({ link }: Words, name: string, data: string): Markup {
  const address = `data:application/json;base64,${Buffer.from(data).toString('base64')}`
  return html`<header class="above"><p>${link.toPrint}</p><p><a href="${address}" download="${name}">${link.saveData}</a></p></header>`
}
