import { MessageFactory, type TurnContext } from 'botbuilder'

/** Says a sentence as plain text: nothing in it is read as Markdown. */
export async function say(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ ...MessageFactory.text(text), textFormat: 'plain' })
}
