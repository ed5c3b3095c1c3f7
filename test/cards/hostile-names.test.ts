import assert from 'node:assert/strict'
import MarkdownIt from 'markdown-it'
import { askCard } from '../../src/cards/ask.ts'
import { escapeMarkdown, plain } from '../../src/cards/card.ts'
import { chooseCard } from '../../src/cards/choose.ts'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import { known } from '../../src/offboarding/facts.ts'
import { languageNames } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { factsOf, inEnglish, minute, role, running, start } from '../offboarding/fixtures.ts'
import { draw, found, shownFor, shownForApprovals } from './gallery.ts'
import { listsFor } from './gallery-of-lists.ts'
import { buttonsOf, elementsOf, markdownOf } from './look.ts'

const bobby = `Bobby <b>Tables</b> *x* [l](x) $\{1+1}`
const words = wordsIn('en')
const markdown = new MarkdownIt({ html: true })
const now = start + 20 * minute

/** What a client that renders Markdown, and lets HTML through, would show. */
function readAs(text: string): string {
  const html = markdown.render(text).trim()
  assert.match(html, /^<p>[^<]*<\/p>$/, `leaks markup: ${text}`)
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  return Object.entries(entities).reduce((read, [entity, sign]) => read.replaceAll(entity, sign), html.slice(3, -4))
}

describe('a text that looks like markup', () => {
  for (const text of [
    bobby,
    '# Heading',
    '> quoted',
    '1. first',
    '- item',
    '+ item',
    '* * *',
    '---',
    'a_b_c __d__ ~~e~~ `f`',
    'back\\slash \\* &amp; &#33; AT&T',
    '![image](https://example.com)',
    '<script>alert(1)</script>',
    '<https://example.com>',
    "O'Brien (guest) {{DATE(2026-03-03T13:00:00Z)}}",
    'jane_doe#EXT#@contoso.com',
  ]) {
    it(`is read as it is: ${text}`, () => assert.equal(readAs(escapeMarkdown(text)), text))
  }

  it('stays on one line and in its own direction', () => {
    assert.equal(plain('  Jane\n\n# Doe\t\u0007 \u202Eeod\u202C '), 'Jane # Doe eod')
  })

  it('has no binding or date macro left that a client could run', () => {
    assert.doesNotMatch(escapeMarkdown(`$\{1+1} {{DATE(2026-03-03T13:00:00Z)}}`), /\$\{|\{\{/)
  })
})

describe('a leaver with markup for a name', () => {
  const facts = { displayName: bobby, jobTitle: bobby, manager: known(bobby) }
  const cards = [...shownFor(facts, bobby), ...shownForApprovals(facts, bobby)].map(({ name, ...shown }) => ({
    name,
    rendered: draw(shown, bobby),
  }))
  cards.push({ name: 'choose', rendered: chooseCard(words, found(2, { displayName: bobby, jobTitle: bobby }), bobby) })
  const aboutThem = /^(status|history|evidence, which|evidence, link|history, opened)$/
  cards.push(...listsFor('en', facts).filter(({ name }) => aboutThem.test(name)))
  cards.push({ name: 'ask', rendered: askCard(words, bobby, bobby) })

  for (const { name, rendered } of cards) {
    it(`is shown literally on the card "${name}"`, () => {
      const texts = markdownOf(rendered.card).map(readAs)
      assert.ok(texts.some((text) => text.includes(bobby)))
      assert.doesNotMatch(rendered.summary + rendered.speak, /\\/)
    })
  }

  it('is a name and not Markdown on buttons', () => {
    const titles = buttonsOf(chooseCard(words, found(2, { displayName: bobby }), 'Bobby').card).map(
      (button) => button.title,
    )
    assert.ok(titles.includes(`Choose ${bobby}`))
  })

  const firstCommandFor = (userPrincipalName: string) => {
    const { card } = cardOf(running(factsOf({ synced: true, userPrincipalName })), 'reset-password', {
      now,
      reader: inEnglish,
    })
    return elementsOf(card).find((element) => element.type === 'TextRun')?.text
  }

  it('cannot smuggle a command into what is pasted into PowerShell', () => {
    const placeholder = "$user = Get-ADUser -Identity '<sAMAccountName>'"
    for (const sign of ['"', '$', '`', ';', ' ', '\u2019', '\n', '(']) {
      assert.equal(firstCommandFor(`jane${sign}x@contoso.com`), placeholder)
    }
  })

  it('keeps its apostrophe in what is pasted into PowerShell', () => {
    const command = `$user = Get-ADUser -Filter 'UserPrincipalName -eq "o''brien@contoso.com"'`
    assert.equal(firstCommandFor("o'brien@contoso.com"), command)
  })
})

describe('the longest texts the directory allows', () => {
  const long = '姓'.repeat(256)
  const roles = Array.from({ length: 25 }, () => role('Privileged Authentication Administrator', true))
  const facts = { displayName: long, userPrincipalName: long, jobTitle: long, department: long, roles: known(roles) }

  it('leave every card under 25 KB', () => {
    const reason = '理'.repeat(400)
    for (const { name, ...shown } of [...shownFor(facts, reason), ...shownForApprovals(facts, reason)]) {
      for (const language of languageNames) {
        const size = Buffer.byteLength(JSON.stringify(draw(shown, long, { ...inEnglish, language }).card))
        assert.ok(size < 25_000, `${name}, ${language}: ${size} bytes`)
      }
    }
    for (const language of languageNames)
      for (const { name, rendered } of listsFor(language, facts, long)) {
        const size = Buffer.byteLength(JSON.stringify(rendered.card))
        assert.ok(size < 25_000, `${name}, ${language}: ${size} bytes`)
      }
    const people = found(8, { displayName: long, userPrincipalName: long, jobTitle: long, department: long })
    const size = Buffer.byteLength(JSON.stringify(chooseCard(words, people, long).card))
    assert.ok(size < 25_000, `choose: ${size} bytes`)
  })
})
