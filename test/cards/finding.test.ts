import assert from 'node:assert/strict'
import { askCard } from '../../src/cards/ask.ts'
import { chooseCard } from '../../src/cards/choose.ts'
import { helpCard } from '../../src/cards/help.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { found } from './gallery.ts'
import { buttonsOf, elementsOf, textOf, titlesOf } from './look.ts'

const words = wordsIn('en')

describe('the cards that find the leaver', () => {
  it('choose: a row each with what tells them apart, and a button that carries the object id', () => {
    const people = found(8)
    const { card, speak } = chooseCard(words, people, 'Jane')
    assert.match(
      textOf(card),
      /8 people match “Jane”\.\n1 · Jane Doe\njane\.0@contoso\.com\nSales lead · Sales · Enabled\n/,
    )
    assert.match(textOf(card), /3 · Jane Doering 2\njane\.2@contoso\.com\nSales lead · Sales · Blocked\n/)
    const choices = buttonsOf(card).filter((button) => button.verb === 'choose')
    assert.deepEqual(
      choices.map((button) => button.data),
      people.map(({ id }) => ({ verb: 'choose', leaver: id })),
    )
    assert.match(speak, /Who is leaving\? 1 · Jane Doe\. 2 · Jane Doering 1\./)
  })

  it('choose: a way out when it is none of them', () => {
    assert.equal(titlesOf(chooseCard(words, found(2), 'Jane').card).at(-1), 'None of them')
  })

  it('ask: the people picker and a text field, with what was typed before', () => {
    const { card } = askCard(words, 'Nobody was found.', 'Jnae')
    const [person, name] = elementsOf(card).filter((element) => element.type.startsWith('Input.'))
    assert.deepEqual(person?.['choices.data'], { type: 'Data.Query', dataset: 'graph.microsoft.com/users' })
    assert.deepEqual([person?.id, name?.id, name?.value], ['person', 'name', 'Jnae'])
    assert.deepEqual(
      buttonsOf(card).map((button) => [button.title, button.verb]),
      [
        ['Find', 'find'],
        ['Cancel', 'cancel-search'],
      ],
    )
  })

  it('help: what can be typed', () => {
    const runs = elementsOf(helpCard(words).card).filter((element) => element.type === 'TextRun')
    assert.ok(runs.some((run) => run.text === 'offboard Jane'))
  })
})
