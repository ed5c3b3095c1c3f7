import { inFolders } from '../bots.ts'
import { fillAll, growHistories } from '../growth/histories.ts'
import { growInstances } from '../growth/instances.ts'
import { growLists } from '../growth/lists.ts'
import type { PartOptions } from '../part.ts'

const sizes = {
  quick: { histories: [1, 1_000], lists: [10] },
  whole: { histories: [1, 1_000, 100_000], lists: [10, 100, 1_000] },
}

/** How it gets slower with what it remembers and with long lists, and faster with more instances. */
export function growth(options: PartOptions) {
  const { histories, lists } = options.quick ? sizes.quick : sizes.whole
  return inFolders(async (folder) => {
    // The lists wait for Microsoft's limits most of the time; the databases are filled meanwhile.
    const [ran, filled] = await Promise.all([growLists(options, lists, folder), fillAll(histories, folder)])
    options.say('Histories')
    const grown = await growHistories(options, filled)
    const instances = await growInstances(options)
    return {
      rows: [...grown.rows, ...instances.rows],
      tables: [ran.table],
      drawn: [grown.chart, ran.chart, ...instances.drawn],
      notes: instances.note === null ? [] : [instances.note],
    }
  })
}
