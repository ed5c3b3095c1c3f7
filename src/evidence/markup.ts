import { plain } from '../cards/card.ts'

/** HTML that is safe to put into more of it. */
export type Markup = { readonly html: string }

type Value = string | number | null | Markup | readonly Markup[]

/** A template of HTML: what is put in is escaped, unless it is markup itself. `null` puts nothing in. */
export function html(texts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { html: texts.map((text, index) => text + inserted(values[index] ?? null)).join('') }
}

function inserted(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'html' in value ? value.html : value.map((part) => part.html).join('\n')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** https://html.spec.whatwg.org/#escapingString, with quotes either way, so that it serves in attributes as well. */
function escaped(text: string): string {
  return plain(text, 4_000_000).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** A page with nothing of another's: no script, no image, no font, and its one style inside. */
export function pageOf(language: string, title: string, style: string, body: Markup): string {
  const { html: text } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${{ html: `<style>${style}</style>` }}
</head>
<body>
${body}
</body>
</html>
`
  return text
}
