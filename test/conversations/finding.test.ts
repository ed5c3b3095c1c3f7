import assert from 'node:assert/strict'
import { jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { answerTo, assertCalm, botMention, group, mentionOf, review, said, toBot } from './turns.ts'

const chat = 'a:rob'
const janeAddress = 'jane@contoso.com'
const millerRoss = 'jane.miller-ross@contoso.com'
const zoe = personOf("Zoë O'Brien-Núñez")
const maria = personOf('Maria Garcia')
const bobby = personOf('Bobby <b>Tables</b> *Star* [link](x)')

describe('finding the leaver', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const choice = () => world.teams.card(chat, 'Jane Doe', 'Jane Miller-Ross', 'None of them')
  const reviewOf = (upn: string, where = chat) =>
    world.teams.until(where, (message) => isReview(message) && contentOf(message).includes(upn), `a review of ${upn}`)
  const isReview = ({ card }: Message) => buttonsOf(card).some(({ title }) => title === 'Start')

  it('offers a choice of two Janes, and puts the answer in its place', async () => {
    const answer = await answerTo(world, rob, chat, 'offboard Jane')
    for (const fact of ['Account Executive', 'Brand Designer', 'Sales', janeAddress, millerRoss, 'Enabled'])
      assert.ok(answer.includes(fact), `${fact} is missing in: ${answer}`)
    const card = await choice()
    const { status, body } = await world.teams.tap(rob, card, 'Choose Jane Miller-Ross')
    assert.deepEqual([status, body.statusCode, typeof body.value], [200, 200, 'string'])
    await reviewOf(millerRoss)
    assert.equal(card.card, null)
    assert.equal(card.text, `Jane Miller-Ross · ${millerRoss}`)
  })

  it('takes the number of a row as the choice', async () => {
    await said(world, rob, chat, 'offboard Jane')
    await said(world, rob, chat, ' 2 ')
    await reviewOf(millerRoss)
  })

  it('takes the number of a row in a group chat, where it comes with a mention of the bot', async () => {
    await said(world, rob, group, '<at>Offboard</at> offboard Jane', toBot)
    await said(world, rob, group, '<at>Offboard</at>&nbsp;2', toBot)
    await reviewOf(millerRoss, group)
  })

  it('takes other words at a choice for another search', async () => {
    await said(world, rob, chat, 'offboard Jane')
    assert.match(await answerTo(world, rob, chat, '9'), /Nobody was found for “9”/)
    await said(world, rob, chat, 'Jane Doe')
    await reviewOf(janeAddress)
  })

  for (const words of [
    'offboard Jane Doe because she left',
    'Offboard jane@contoso.com because she left',
    'OFFBOARD   doe,  jane BECAUSE she left',
    'offboard:&nbsp;Jane&nbsp;Doe&nbsp;because she left&nbsp;',
    '<at>Offboard</at> offboard jane.doe@contoso.com\n\nbecause she left',
    'offboard 411c3769-17f8-4b9e-b4f1-f95726588b87 because she left',
  ])
    it(`reads "${words.replace(/\s+/g, ' ')}"`, async () => {
      await said(world, rob, chat, words, words.includes('<at>') ? toBot : {})
      const card = contentOf(await reviewOf(janeAddress))
      assert.match(card, /she left$/m)
    })

  it('resolves a mention by its object id, though the name in it is somebody else’s', async () => {
    const entities = [botMention, mentionOf(zoe, 'Jane Doe')]
    await said(world, rob, group, '<at>Offboard</at> offboard <at>Jane Doe</at> because of a move', { entities })
    const card = contentOf(await reviewOf("zoe.o'brien-nunez@contoso.com", group))
    assert.doesNotMatch(card, /Jane/)
    assert.match(card, /of a move/)
  })

  it('searches for the name of a mention that the chat does not know', async () => {
    world.teams.refusals.push(404)
    await said(world, rob, chat, 'offboard <at>Jane Doe</at>', { entities: [mentionOf(jane)] })
    await reviewOf(janeAddress)
  })

  it('says whom it did not find when a mention is of somebody whom the directory does not have', async () => {
    const stranger = { id: '6d6c1f0e-0000-4000-8000-000000000000', name: 'Kim Stranger' }
    const words = `offboard <at>${stranger.name}</at>`
    assert.match(await answerTo(world, rob, chat, words, { entities: [mentionOf(stranger)] }), /“Kim Stranger”/)
  })

  it('reads a mention of the bot that carries no name', async () => {
    const { mentioned, ...mention } = botMention
    const entities = [{ ...mention, mentioned: { id: mentioned.id, name: null, aadObjectId: null } }]
    await said(world, rob, group, '<at>Offboard</at> offboard Jane Doe', { entities })
    await reviewOf(janeAddress, group)
  })

  it('asks whom when nobody is named, with the people picker and a text field', async () => {
    await said(world, rob, chat, 'offboard because she left')
    const card = await world.teams.card(chat, 'Pick a person', 'Or type a name')
    assert.match(JSON.stringify(card.card), /graph\.microsoft\.com\/users/)
    await world.teams.tap(rob, card, 'Find', { person: jane.id, name: 'Zoë' })
    assert.match(contentOf(await reviewOf(janeAddress)), /she left/)
    assert.equal(card.card, null)
  })

  it('takes a picked person whose id has the prefix that some clients give it', async () => {
    await said(world, rob, chat, 'offboard')
    const card = await world.teams.card(chat, 'Pick a person')
    await world.teams.tap(rob, card, 'Find', { person: `8:orgid:${jane.id}`, name: '' })
    await reviewOf(janeAddress)
  })

  it('takes the text field, and asks again when both fields are empty', async () => {
    await said(world, rob, chat, 'offboard')
    const first = await world.teams.card(chat, 'Pick a person')
    await world.teams.tap(rob, first, 'Find', { person: '', name: ' ' })
    const second = await world.teams.until(chat, (message) => message.id !== first.id, 'a second question')
    await world.teams.tap(rob, second, 'Find', { name: 'doe jane' })
    await reviewOf(janeAddress)
  })

  it('never says that nobody was found for nothing', async () => {
    await said(world, rob, chat, 'offboard')
    const card = await world.teams.card(chat, 'Pick a person')
    await world.teams.tap(rob, card, 'Find', { person: '6d6c1f0e-0000-4000-8000-000000000000' })
    const again = await world.teams.until(chat, (message) => message.id !== card.id, 'a second question')
    assert.doesNotMatch(contentOf(again), /“”/)
    assert.match(contentOf(again), /pick a person/i)
  })

  it('says that nobody was found, asks again, and takes typed words or a mention as the answer', async () => {
    assert.match(await answerTo(world, rob, group, '<at>Offboard</at> offboard Qwerty', toBot), /“Qwerty”/)
    assert.match(await answerTo(world, rob, group, '<at>Offboard</at> Asdf', toBot), /“Asdf”/)
    const entities = [botMention, mentionOf(jane, 'Zoë')]
    await said(world, rob, group, '<at>Offboard</at> <at>Zoë</at>', { entities })
    await reviewOf(janeAddress, group)
  })

  it('asks to narrow it when there are too many', async () => {
    const answer = await answerTo(world, rob, chat, 'offboard Sam')
    assert.match(answer, /More than 8 people match “Sam”/)
    assert.doesNotMatch(answer, /Adler|Brooks/)
    await said(world, rob, chat, 'Sam Adler')
    await reviewOf('sam.adler@contoso.com')
  })

  for (const [typed, person] of [
    ["O'Brien", zoe],
    ['O’Brien', zoe],
    ['Zoe Nunez', zoe],
    ["zoe.o'brien-nunez@contoso.com", zoe],
    ['maria.garcia_fabrikam.com#EXT#@contoso.onmicrosoft.com', maria],
    ['maria.garcia@fabrikam.com', maria],
    ['Bobby &lt;b&gt;Tables&lt;/b&gt;', bobby],
    ['"Bobby"', bobby],
    ["') or startswith(displayName,'J", null],
  ] as const)
    it(`finds ${person ? person.userPrincipalName : 'nobody'} by "${typed}"`, async () => {
      if (person) await review(world, rob, chat, typed, {}, person.userPrincipalName)
      else assert.match(await answerTo(world, rob, chat, `offboard ${typed}`), /Nobody was found/)
    })

  it('goes on with a choice after the bot was started again', async () => {
    await said(world, rob, chat, 'offboard Jane because she left')
    const card = await choice()
    await world.restart()
    await world.teams.tap(rob, card, 'Choose Jane Doe')
    assert.match(contentOf(await reviewOf(janeAddress)), /she left/)
  })

  it('opens one review when a choice is tapped twice at once', async () => {
    await said(world, rob, chat, 'offboard Jane')
    const card = await choice()
    const replies = await Promise.all([1, 2, 3].map(() => world.teams.tap(rob, card, 'Choose Jane Doe')))
    await reviewOf(janeAddress)
    for (const { body } of replies) assert.doesNotMatch(String(body.value), /wrong/)
    assert.equal(world.teams.messages.filter(isReview).length, 1)
    for (const message of world.teams.messages) assert.doesNotMatch(contentOf(message), /wrong on our side/)
  })
})
