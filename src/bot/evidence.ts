import type { TurnContext } from 'botbuilder'
import { clockOf } from '../cards/clock.ts'
import { evidenceLinkCard } from '../cards/evidence-link.ts'
import { messageWith } from '../dialogs/message.ts'
import { type FileKind, fileKinds, fileOf, gather } from '../evidence/files.ts'
import type { Reader } from '../offboarding/events.ts'
import type { HandOut } from '../offboarding/hand-outs.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import { type Words, wordsIn } from '../offboarding/words.ts'
import { makeLink } from '../records/evidence-links.ts'
import { load, record } from '../records/history.ts'
import type { SigningKey } from '../records/signing.ts'
import type { BotOptions } from './bot.ts'
import { type Consent, consentMessage, consentShape, fileMessage } from './file-consent.ts'
import type { EvidenceTap } from './list-shape.ts'
import { say } from './say.ts'
import type { TapAnswer, Tapper } from './taps.ts'
import { upload } from './upload.ts'

/** How evidence reaches people. */
export type EvidenceWays = {
  /** Signs what is given out; `null`: nothing is signed. */
  readonly key: SigningKey | null
  /** Where the bot's own pages are reached, without a slash at the end; `null`: nowhere. */
  readonly publicUrl: string | null
  /** May a file be put at this address? `null` where Teams takes no files of bots. */
  readonly isAllowedUpload: ((address: string) => boolean) | null
}

/** Answers a tap on a row's Evidence: with files in the person's own chat, else with a link for them alone. */
export async function takeEvidenceTap(
  options: BotOptions,
  context: TurnContext,
  { offboarding }: EvidenceTap,
  tapper: Tapper,
): Promise<TapAnswer> {
  const by = await options.tenant.approver(tapper.id)
  const refusal = await refusalOf(options, by, offboarding, wordsIn(tapper.reader.language))
  return refusal ? { card: null, sentence: refusal } : giveEvidence(options, context, offboarding, by, tapper.reader)
}

/** Gives the evidence of one offboarding to somebody whose rights have just been looked at. */
export async function giveEvidence(
  options: BotOptions,
  context: TurnContext,
  offboarding: string,
  by: Approver,
  reader: Reader,
): Promise<TapAnswer> {
  const words = wordsIn(reader.language)
  const personal = isPersonal(context)
  const isOffered = personal && options.evidence.isAllowedUpload !== null
  if (isOffered && (await offerFiles(options, context, offboarding, by, reader))) {
    return { card: null, sentence: words.evidence.offered }
  }
  const sentence = personal ? words.evidence.noWay : words.evidence.onlyInPersonal
  return (await linkFor(options, offboarding, by, reader)) ?? { card: null, sentence }
}

/** Why this person may not see it, in words; `null` when they may. */
async function refusalOf(
  { database }: BotOptions,
  by: Approver,
  offboarding: string,
  words: Words,
): Promise<string | null> {
  const refusal = mayOpen(by)
  if (refusal) return words.notAllowed(refusal)
  const state = await load(database, offboarding)
  if (state === null) return words.evidence.removed
  return state.leaver.id === by.person.id ? words.notAllowed({ kind: 'is-leaver' }) : null
}

/** @returns whether Teams took the messages in which it asks for consent */
async function offerFiles(
  { database, evidence, log }: BotOptions,
  context: TurnContext,
  offboarding: string,
  by: Approver,
  reader: Reader,
): Promise<boolean> {
  const material = await gather(database, offboarding, { madeFor: by.person, key: evidence.key })
  const state = await load(database, offboarding)
  if (material === null || state === null) return false
  const words = wordsIn(reader.language)
  try {
    for (const kind of fileKinds) {
      const description = words.evidence[kind](state.leaver.displayName)
      await context.sendActivity(consentMessage(fileOf(material, kind, reader), kind, offboarding, description))
    }
    return true
  } catch (error) {
    // Such as a Teams that was given an app package without files.
    log.warn({ err: error, offboarding }, 'Teams does not take a file here')
    return false
  }
}

async function linkFor(
  { database, evidence: { publicUrl }, log }: BotOptions,
  offboarding: string,
  by: Approver,
  { language, zone }: Reader,
  notice: string | null = null,
): Promise<TapAnswer | null> {
  const state = publicUrl === null ? null : await load(database, offboarding)
  if (state === null) return null
  const { token, code, endsAt } = await makeLink(database, { offboarding, person: by.person.id, language, zone })
  log.info({ offboarding, by: by.person.id }, 'a link to evidence was made')
  const until = clockOf({ language, zone }, database.now())(endsAt)
  const link = { leaver: state.leaver.displayName, url: `${publicUrl}/evidence/${token}`, code, until }
  return { card: evidenceLinkCard(wordsIn(language), link, notice), sentence: null }
}

/** The person has answered Teams: puts the file where it says, with what is true and allowed now. */
export async function takeConsent(
  options: BotOptions,
  context: TurnContext,
  value: unknown,
  tapper: Tapper,
): Promise<void> {
  const { reader } = tapper
  const words = wordsIn(reader.language)
  const parsed = consentShape.safeParse(value)
  if (!parsed.success) return say(context, words.conversation.unreadableTap)
  const consent = parsed.data
  const { offboarding, file } = consent.context
  await withdraw(options, context)
  const by = await options.tenant.approver(tapper.id)
  const refusal = await refusalOf(options, by, offboarding, words)
  if (refusal) return say(context, refusal)
  // Written down before it is read, so that what is handed out holds its own hand-out.
  if (consent.action === 'accept' && isPersonal(context))
    await giveOut(options, offboarding, { by: by.person, way: 'file', file })
  const material = await gather(options.database, offboarding, { madeFor: by.person, key: options.evidence.key })
  if (material === null) return say(context, words.evidence.removed)
  const made = fileOf(material, file, reader)
  if (consent.action === 'decline') return say(context, words.evidence.notSaved(made.name))
  if (isPersonal(context) && (await isUploaded(options, consent, file, made))) {
    options.log.info({ offboarding, by: by.person.id, file }, 'evidence was given as a file')
    await context.sendActivity(fileMessage(consent.uploadInfo, words.evidence.saved(consent.uploadInfo.name)))
    return
  }
  const { uploadFailed, noWay } = words.evidence
  const link = await linkFor(options, offboarding, by, reader, uploadFailed)
  if (link?.card && isPersonal(context)) await context.sendActivity(messageWith(link.card))
  else await say(context, `${uploadFailed} ${noWay}`)
}

/** Stands in the history, and changes the digest on the cards. */
export async function giveOut(
  { database, wake }: Pick<BotOptions, 'database' | 'wake'>,
  offboarding: string,
  handOut: HandOut,
): Promise<void> {
  await record(database, offboarding, { type: 'give-evidence', ...handOut })
  wake(offboarding)
}

async function isUploaded(
  { evidence: { isAllowedUpload }, log }: BotOptions,
  { uploadInfo }: Extract<Consent, { action: 'accept' }>,
  file: FileKind,
  { text, type }: { text: string; type: string },
): Promise<boolean> {
  const isAllowed = isAllowedUpload?.(uploadInfo.uploadUrl) && isAllowedUpload(uploadInfo.contentUrl)
  if (isAllowed) return upload(uploadInfo.uploadUrl, text, type, log)
  log.warn({ file }, 'the place for a file is not in SharePoint')
  return false
}

/** The question is answered, so it goes; a button that is left does no harm, since each answer is looked at anew. */
async function withdraw({ log }: BotOptions, context: TurnContext): Promise<void> {
  const { replyToId } = context.activity
  if (!replyToId) return
  try {
    await context.deleteActivity(replyToId)
  } catch (error) {
    log.info({ err: error }, 'cannot take back an answered question for consent')
  }
}

export const isPersonal = ({ activity }: TurnContext): boolean => activity.conversation.conversationType === 'personal'
