import { z } from 'zod'
import { type InvokeName, invokeOf, messageOf, openingOf, type Scene, type Speaker, submitOf } from './activities.ts'
import { type CardAnswer, type Choice, cardAnswerOf, choicesOf, notHeard } from './answers.ts'
import { type Deliver, wasHeard } from './delivery.ts'
import { type FileQuestion, fileQuestionIn, type OneDrive } from './one-drive.ts'
import { type Contact, mriOf, mriOfBot, type Roster } from './roster.ts'
import type { Entry, Mention, Transcript } from './transcript.ts'

/** Whom a message mentions: the bot, or somebody of the company. */
export type Mentioned = { readonly kind: 'bot' } | ({ readonly kind: 'person' } & Pick<Contact, 'id' | 'name'>)

export type AttachedFile = { readonly name: string; readonly bytes: Buffer }

export type Tap = {
  readonly activityId: string
  readonly action: { readonly id?: string | undefined; readonly verb?: string | undefined; readonly data?: unknown }
  readonly trigger: 'manual' | 'automatic'
}

/** What a person at the page can do. Nothing here throws because of the bot. */
export type Talk = {
  /** Tells the bot once that it is in this conversation. */
  open(speaker: Speaker): Promise<void>
  /** @param file what is attached; only a chat with the bot alone takes one along */
  say(speaker: Speaker, text: string, mentions: readonly Mentioned[], file?: AttachedFile | null): Entry
  /** Sends a message again that did not reach the bot. */
  again(speaker: Speaker, id: string): boolean
  tap(speaker: Speaker, tap: Tap): Promise<CardAnswer>
  submit(speaker: Speaker, activityId: string, data: unknown): Promise<CardAnswer>
  search(speaker: Speaker, activityId: string, dataset: string, text: string): Promise<readonly Choice[]>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

/** What the page's own card for a file sends where somebody agrees. */
const agreement = z.object({ fileConsent: z.literal('accept') })

export function talkOf(scene: Scene, transcript: Transcript, deliver: Deliver, oneDrive: OneDrive): Talk {
  const opening = new Map<string, Promise<void>>()
  const underWay = new Set<Promise<void>>()

  // Whoever comes while the bot is being told waits for it; a bot that was not there is told at the next occasion.
  const introduce = async (speaker: Speaker) => {
    for (const activity of openingOf(scene, speaker, transcript.nextId))
      if (!wasHeard(await deliver(activity))) return void opening.delete(speaker.conversation.id)
    transcript.open(speaker.conversation.id)
  }
  const open = (speaker: Speaker): Promise<void> => {
    const { id } = speaker.conversation
    if (transcript.isOpened(id)) return Promise.resolve()
    const going = opening.get(id) ?? introduce(speaker)
    opening.set(id, going)
    return going
  }
  const handOver = async (speaker: Speaker, entry: Entry) => {
    await open(speaker)
    const reply = await deliver(messageOf(scene, speaker, entry))
    transcript.delivered(entry, wasHeard(reply) ? 'sent' : 'failed')
  }
  const start = (work: Promise<void>) => {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }
  const invoke = (speaker: Speaker, name: InvokeName, on: string, value: unknown) =>
    deliver(invokeOf(scene, speaker, { id: transcript.nextId(), name, replyToId: on, value }))

  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
  const consent = (speaker: Speaker, on: string, { name, content }: FileQuestion, data: unknown) => {
    const value = agreement.safeParse(data).success
      ? { action: 'accept', context: content.acceptContext, uploadInfo: oneDrive.placeFor(name) }
      : { action: 'decline', context: content.declineContext }
    return invoke(speaker, 'fileConsent/invoke', on, { type: 'fileUpload', ...value })
  }

  return {
    open,
    say(speaker, text, mentions, file = null) {
      const attachments = file ? [oneDrive.attach(file.name, file.bytes)] : []
      const entry = transcript.add({ ...wordsOf(scene.roster, speaker, text, mentions), attachments })
      if (entry.delivery === 'sending') start(handOver(speaker, entry))
      return entry
    },
    again(speaker, id) {
      const entry = transcript.find(speaker.conversation.id, id)
      if (entry?.from !== speaker.member.id || entry.delivery !== 'failed') return false
      transcript.delivered(entry, 'sending')
      start(handOver(speaker, entry))
      return true
    },
    async tap(speaker, { activityId, action, trigger }) {
      const value = { action: { type: 'Action.Execute', ...action }, trigger }
      return cardAnswerOf(await invoke(speaker, 'adaptiveCard/action', activityId, value))
    },
    async submit(speaker, activityId, data) {
      const asked = fileQuestionIn(transcript.find(speaker.conversation.id, activityId)?.attachments ?? [])
      if (asked) return wasHeard(await consent(speaker, activityId, asked, data)) ? { kind: 'nothing' } : notHeard
      const reply = await deliver(submitOf(scene, speaker, transcript.nextId(), activityId, data))
      return wasHeard(reply) ? { kind: 'nothing' } : notHeard
    },
    async search(speaker, activityId, dataset, text) {
      const value = { kind: 'search', dataset, queryText: text, queryOptions: { skip: 0, top: 15 } }
      return choicesOf(await invoke(speaker, 'application/search', activityId, value))
    },
    settled: async () => void (await Promise.all(underWay)),
  }
}

/** In a group, Teams hands the bot only what mentions it. */
function wordsOf(roster: Roster, speaker: Speaker, text: string, mentioned: readonly Mentioned[]) {
  const mentions = mentioned.map((one) => mentionOf(roster, one)).filter((one) => text.includes(one.text))
  const forBot = mentions.some((one) => one.mentioned.id === mriOfBot(roster.bot))
  const { conversation, member, locale } = speaker
  return {
    conversation: conversation.id,
    from: member.id,
    name: member.name,
    locale,
    text,
    textFormat: 'plain',
    mentions,
    attachments: [],
    delivery: conversation.kind === 'personal' || forBot ? ('sending' as const) : ('unheard' as const),
  }
}

function mentionOf(roster: Roster, mentioned: Mentioned): Mention {
  if (mentioned.kind === 'bot') {
    const { name } = roster.bot
    return { text: `<at>${name}</at>`, mentioned: { id: mriOfBot(roster.bot), name } }
  }
  const { id, name } = mentioned
  return { text: `<at>${name.replace(/[<>&]/g, '')}</at>`, mentioned: { id: mriOf(id), name, aadObjectId: id } }
}
