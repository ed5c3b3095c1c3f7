import 'botbuilder'

/** Imports botbuilder and does nothing. JavaScript, and free of every other import: that would be measured as well. */
process.on('message', () => {
  globalThis.gc?.()
  process.send?.({ answer: process.memoryUsage() })
})
process.once('disconnect', () => process.exit(1))
process.send?.({ ready: {} })
