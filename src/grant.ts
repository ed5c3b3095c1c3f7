import { instructionsFor, readGrant } from './grant/instructions.ts'
import { startOrExplain } from './stopping.ts'

/** Prints the commands that grant the bot what it needs. It makes no call and changes nothing. */
await startOrExplain(async () => {
  process.stdout.write(instructionsFor(readGrant(process.argv.slice(2))))
})
