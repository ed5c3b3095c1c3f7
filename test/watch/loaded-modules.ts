import { registerHooks } from 'node:module'

/** Loaded before a program: says on stderr which modules that measure or send measurements it loads. */
registerHooks({
  load(url, context, next) {
    const measuring = /node_modules\/(@opentelemetry|@azure\/monitor-[^/]+)\//.exec(url)
    if (measuring) process.stderr.write(`loads ${measuring[1]}\n`)
    return next(url, context)
  },
})
