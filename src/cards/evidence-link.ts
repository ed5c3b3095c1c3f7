import { Template } from 'adaptivecards-templating'
import type { Words } from '../offboarding/words.ts'
import { type RenderedCard, render, shortName } from './card.ts'
import template from './evidence-link.json' with { type: 'json' }
import { parts } from './parts.ts'

const evidenceLinkTemplate = new Template(template)

/**
 * A link to the evidence and the code that opens it, for one person alone: it is an answer to their tap, or stands in
 * their own chat. The code is in no notification and is not read aloud.
 */
export function evidenceLinkCard(
  words: Words,
  link: { readonly leaver: string; readonly url: string; readonly code: string; readonly until: string },
  notice: string | null = null,
): RenderedCard {
  const { linkHeading, linkLine, linkCode, toOpenLink } = words.evidence
  const heading = linkHeading(shortName(link.leaver))
  const root = {
    heading,
    notices: parts(notice),
    line: linkLine(link.until),
    code: linkCode(`${link.code.slice(0, 3)} ${link.code.slice(3)}`),
    title: toOpenLink,
    url: link.url,
  }
  return render(evidenceLinkTemplate, root, { summary: heading, speak: `${heading}. ${root.line}` })
}
