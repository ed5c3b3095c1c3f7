import assert from 'node:assert/strict'
import { languageNames } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { gallery } from './gallery.ts'
import { buttonsOf, elementsOf, markdownOf } from './look.ts'

const offboardingVerbs = [
  'start',
  'cancel',
  'confirm',
  'confirm-all',
  'skip',
  'attest',
  'decline',
  'undo',
  'redo',
  'confirm-undo',
  'confirm-undo-all',
  'do-now',
  'move',
]

// https://adaptivecards.io/explorer: what version 1.5 knows, as far as we use it.
const types = {
  AdaptiveCard: ['$schema', 'version', 'fallbackText', 'speak', 'msteams', 'body', 'refresh'],
  TextBlock: ['text', 'style', 'size', 'weight', 'wrap', 'spacing', 'isSubtle', 'separator'],
  RichTextBlock: ['inlines', 'spacing'],
  TextRun: ['text', 'weight', 'size', 'fontType'],
  FactSet: ['facts', 'spacing'],
  Container: ['items', 'style', 'spacing', 'separator'],
  ActionSet: ['actions', 'spacing', 'separator'],
  'Input.Text': ['id', 'label', 'placeholder', 'value', 'maxLength', 'isMultiline'],
  'Input.Toggle': ['id', 'title', 'label', 'value', 'valueOn', 'valueOff', 'wrap'],
  'Input.ChoiceSet': ['id', 'label', 'placeholder', 'style', 'choices', 'choices.data', 'isMultiSelect', 'wrap'],
  'Data.Query': ['dataset'],
  'Action.Execute': ['title', 'verb', 'data', 'style', 'tooltip', 'associatedInputs', 'fallback'],
  'Action.OpenUrl': ['title', 'url'],
  'Action.Submit': ['title', 'data', 'style', 'tooltip', 'associatedInputs'],
} as const

const allowed = new Map<string, readonly string[]>(Object.entries(types))

const galleries = languageNames.flatMap((language) =>
  gallery(language).map(({ name, rendered }) => ({ name: `${name}, ${language}`, rendered })),
)

describe('every card in every state and language', () => {
  for (const { name, rendered } of galleries) {
    const { card, summary, speak } = rendered
    const json = JSON.stringify(card)

    describe(name, () => {
      it('has nothing left of its template', () => {
        assert.doesNotMatch(json, /\$\{|\$data|\$when|undefined|\[object|NaN/)
      })

      it('is small enough for Teams', () => assert.ok(Buffer.byteLength(json) < 25_000))

      it('is of version 1.5 and uses only what that has', () => {
        assert.match(json, /"version":"1\.5"/)
        for (const element of elementsOf(card)) {
          const known = allowed.get(element.type) ?? assert.fail(`unknown type ${element.type}`)
          const strange = Object.keys(element).filter((key) => key !== 'type' && !known.includes(key))
          assert.deepEqual(strange, [], element.type)
        }
      })

      it('says something to those who do not see it', () => {
        assert.ok(summary.length > 5 && speak.length > 5)
        assert.match(json, /"fallbackText":"[^"]{5}/)
        assert.doesNotMatch(speak, /[<>&]|undefined/)
      })

      it('has a heading, and wraps every text', () => {
        const blocks = elementsOf(card).filter((element) => element.type === 'TextBlock')
        assert.equal(blocks[0]?.style, 'heading')
        assert.ok(blocks.every((block) => block.wrap === true && block.text !== ''))
      })

      it('has buttons that older clients can press as well', () => {
        for (const button of buttonsOf(card)) {
          const { type, verb, fallback, ...shared } = button
          assert.deepEqual(fallback, { type: 'Action.Submit', ...shared }, `${type} ${verb}`)
        }
      })

      it('has buttons that carry what was seen, and nothing else', () => {
        for (const { verb, data } of buttonsOf(card)) {
          assert.ok(typeof data === 'object' && data !== null && 'verb' in data && data.verb === verb)
          if (!offboardingVerbs.includes(String(verb))) continue
          assert.deepEqual(Object.keys(data), ['verb', 'offboarding', 'action', 'digest'])
        }
      })

      it('refreshes with what never changes, and nothing else', () => {
        for (const { data, ...others } of elementsOf(card).filter((element) => element.verb === 'refresh')) {
          assert.deepEqual(others, { type: 'Action.Execute', verb: 'refresh' })
          assert.ok(typeof data === 'object' && data !== null)
          const keys = 'offboarding' in data ? ['verb', 'offboarding', 'card'] : ['verb', 'listing', 'turn']
          assert.deepEqual(Object.keys(data), keys)
        }
      })

      it('labels every input', () => {
        const inputs = elementsOf(card).filter((element) => element.type.startsWith('Input.'))
        assert.ok(inputs.every((input) => typeof input.label === 'string' && input.label !== ''))
      })

      it('does not shout', () => assert.doesNotMatch(json.replaceAll('\\\\', ''), /!/))
    })
  }
})

describe('buttons', () => {
  it('tell a screen reader apart what they do and to whom', () => {
    for (const { rendered } of galleries) {
      for (const { verb, tooltip } of buttonsOf(rendered.card)) {
        if (offboardingVerbs.includes(String(verb))) assert.match(String(tooltip), /Jane Doe/)
      }
    }
  })

  it('send no inputs along, except where a card asks for something', () => {
    const sending = gallery().flatMap(({ rendered }) => buttonsOf(rendered.card))
    const verbs = sending.filter((button) => button.associatedInputs === 'auto').map((button) => button.verb)
    assert.deepEqual([...new Set(verbs)].sort(), [
      'batch-choose',
      'batch-list',
      'batch-start',
      'decline',
      'find',
      'move',
      'start',
    ])
  })

  it('are named as the words name them', () => {
    const titles = gallery().flatMap(({ rendered }) => buttonsOf(rendered.card).map((button) => button.title))
    for (const title of [
      'Confirm reset password',
      'Confirm sign out',
      'Confirm block sign-in',
      'Confirm block email',
    ]) {
      assert.ok(titles.includes(title), title)
    }
    assert.ok(titles.includes(wordsIn('en').card.toAttest))
  })
})

describe('a card in Dutch', () => {
  const english = new Set(gallery('en').flatMap(({ rendered }) => markdownOf(rendered.card)))
  // Names, titles and addresses of people, and what is written the same in both.
  const same =
    /^(Jane|Mia|Sales|Active Directory|She |jane|\d · Jane|Account$|Manager$|Start|Code|Status|Outlook|\d+$|Leaver |[█░]|Anna-)/

  it('has no sentence left in English', () => {
    const left = gallery('nl').flatMap(({ name, rendered }) => {
      const texts = markdownOf(rendered.card).filter((text) => english.has(text) && !same.test(text))
      return texts.map((text) => `${name}: ${text}`)
    })
    assert.deepEqual(left, [])
  })
})
