import assert from 'node:assert/strict'
import { pagePolicy } from '../../src/evidence/page.ts'
import { reportOf } from '../../src/evidence/report.ts'
import type { Event } from '../../src/offboarding/events.ts'
import { languageNames } from '../../src/offboarding/words/languages.ts'
import { inEnglish } from '../offboarding/fixtures.ts'
import { chained, materialOf, wholeHistory } from './material.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>x</script>',
  '</title><b>x',
  '&lt;b&gt; &#60;b&#62;',
  '\u202Egpj.exe',
  `$\{name} {name} {{name}}`,
]

/** What the page is made of besides text. */
const tagsOf = (page: string) =>
  [...page.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<\/?([a-z0-9]+)((?:\s[^<>]*)?)>/gi)].map(
    ([, name]) => name,
  )

describe('the report', () => {
  const plain = reportOf(materialOf(), inEnglish)

  it('says who asked, confirmed and with which role, what Microsoft answered, and how to verify it', () => {
    for (const text of [
      'Jane Doe is locked out: 4 of 4 done',
      'Sam Smith',
      'As Global Administrator',
      'Request id: ',
      'Sign-in allowed',
      'POP3: on',
      'Read back from Microsoft at',
      'Microsoft is busy and asked us to wait.',
      'Last hash',
      'Not signed',
    ])
      assert.ok(plain.includes(text), text)
  })

  it('leaves out what nobody needs to read: title, department, manager, names in parts', () => {
    for (const text of ['Sales lead', 'Mia Brown', 'Sales']) assert.ok(!plain.includes(text), text)
  })

  for (const name of hostile)
    it(`escapes ${JSON.stringify(name)} wherever it stands`, () => {
      const history = wholeHistory({ displayName: name, userPrincipalName: `${name}@contoso.com` }, name)
      const page = reportOf(materialOf({ history, madeFor: { id: 'x', name } }), inEnglish)
      assert.deepEqual(tagsOf(page), tagsOf(plain))
      assert.doesNotMatch(page, /<script|<img|onerror=(?!alert\(1\)&gt;)|\u202E/)
    })

  it('stands alone: no script, nothing from elsewhere, one style', () => {
    assert.doesNotMatch(plain, /<script|<link|<img|<iframe|\ssrc=|url\(|@import|\son\w+=/i)
    assert.equal(plain.match(/<style>/g)?.length, 1)
    assert.match(pagePolicy, /default-src 'none'/)
  })

  it('is there for those who do not see it: one main, headings in order, tables with heads', () => {
    assert.equal(plain.match(/<main>/g)?.length, 1)
    assert.equal(plain.match(/<h1>/g)?.length, 1)
    const levels = [...plain.matchAll(/<h(\d)>/g)].map(([, level]) => Number(level))
    assert.ok(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1))
    assert.match(plain, /<th scope="col">/)
    assert.match(plain, /<th scope="row">/)
  })

  it('warns first when the records were altered', () => {
    const page = reportOf(materialOf({ altered: 7 }), inEnglish)
    assert.match(page, /role="alert">This history was altered in the records\. Event 7 is the first/)
  })

  it('prints as A4 with page numbers', () =>
    assert.match(plain, /size: A4[\s\S]*counter\(page\) " \/ " counter\(pages\)/))

  for (const language of languageNames)
    it(`has nothing left of its messages, ${language}`, () => {
      const page = reportOf(materialOf(), { ...inEnglish, language })
      assert.match(page, new RegExp(`<html lang="${language}">`))
      assert.doesNotMatch(page.replace(/<style>[\s\S]*?<\/style>/, ''), /\{\w+\}|undefined|\[object|NaN|null/)
    })

  it('shows an event that it does not know as it was recorded', () => {
    // As a later version may have written it.
    const later = JSON.parse('{"type":"telephoned","to":"<b>Ann</b>"}') as Event
    const history = chained([...wholeHistory().map(({ event }) => event), later])
    const page = reportOf(materialOf({ history }), inEnglish)
    assert.match(page, /Recorded: telephoned/)
    assert.ok(page.includes('&lt;b&gt;Ann&lt;/b&gt;'))
  })
})
