import type { TurnContext } from 'botbuilder'
import { messageWith } from '../dialogs/message.ts'
import { batchTapShape } from './batch-tap-shape.ts'
import { takeBatchTap } from './batch-taps.ts'
import type { BotOptions } from './bot.ts'
import { isPersonal, takeEvidenceTap } from './evidence.ts'
import { takeLaterTap } from './later-taps.ts'
import { evidenceTapShape, listTapShape } from './list-shape.ts'
import { takeListTap } from './lists.ts'
import { wordsFor } from './reader.ts'
import { say } from './say.ts'
import { laterTapShape } from './tap-shape.ts'
import { type TapAnswer, type Tapper, takeTap } from './taps.ts'

/** Takes a tap on any card: on a list, for evidence, on many leavers, or on an offboarding. Its data is the client's, so it is parsed. */
export async function takeAnyTap(
  options: BotOptions,
  context: TurnContext,
  value: unknown,
  tapper: Tapper,
): Promise<TapAnswer> {
  const list = listTapShape.safeParse(value)
  if (list.success) return alone(await takeListTap(options, list.data, tapper))
  const evidence = evidenceTapShape.safeParse(value)
  if (evidence.success) return alone(await takeEvidenceTap(options, context, evidence.data, tapper))
  const later = laterTapShape.safeParse(value)
  if (later.success) return takeLaterTap(options, context, later.data, tapper)
  const many = batchTapShape.safeParse(value)
  if (many.success) return takeBatchTap(options, many.data, tapper)
  return takeTap(options, value, tapper)
}

const alone = (answer: TapAnswer): TapAnswer => ({ ...answer, alone: true })

/**
 * The answer to a tap that came as a message, from a client that knows no other way: in the person's own chat it is a new
 * message, and in a chat of several only a sentence may be.
 */
export async function answerMessage(context: TurnContext, { card, sentence, alone }: TapAnswer): Promise<void> {
  if (sentence) return say(context, sentence)
  if (!card || !alone) return
  if (isPersonal(context)) await context.sendActivity(messageWith(card))
  else await say(context, wordsFor(context.activity).history.onlyInPersonal)
}
