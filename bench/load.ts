/** What a crowd of clients saw: answers per second, and how long each took in milliseconds. */
export type Load = { readonly perSecond: number; readonly ms: readonly number[] }

export const clients = 64

/**
 * Clients that each send the next request as soon as the last is answered, without a pause: as much as the bot takes.
 * @param send sends one request and returns how long its answer took; told which client it is and its how manieth it is
 * @param enough whether a client that has sent so many, after so many milliseconds, is done
 */
export async function crowd(
  send: (client: number, turn: number) => Promise<number>,
  enough: (turns: number, elapsed: number) => boolean,
): Promise<Load> {
  const ms: number[] = []
  const from = performance.now()
  const one = async (client: number) => {
    for (let turn = 0; !enough(turn, performance.now() - from); turn++) ms.push(await send(client, turn))
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => one(client)))
  return { perSecond: ms.length / ((performance.now() - from) / 1_000), ms }
}
