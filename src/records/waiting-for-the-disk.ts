/** What is used of an open SQLite file. */
type File = { readonly isTransaction: boolean; exec(text: string): void }

/**
 * What nobody misses after a power cut, because it is over by then or worked out again: whose turn it is, who holds a
 * lease, which messages were answered. Each was a wait for the disk, several in a second and dozens for one offboarding.
 */
const isSoonOver = (text: string): boolean =>
  /(?:insert into|update) "(?:pace|place|heard)"|update "(?:offboarding|batch)" set "lease/.test(text)

/**
 * Runs a statement and waits for the disk where it has to. What is soon over waits for nothing: a killed process loses
 * none of it, and the next commit that waits takes it along, since a write-ahead log is written in order
 * (https://sqlite.org/pragma.html#pragma_synchronous). Within a transaction its commit decides.
 */
export function writingOn(file: File): <T>(text: string, run: () => T) => T {
  const soonOver = new Map<string, boolean>()
  return (text, run) => {
    const brief = soonOver.get(text) ?? isSoonOver(text)
    if (soonOver.size < 500) soonOver.set(text, brief)
    if (!brief || file.isTransaction) return run()
    file.exec('pragma synchronous=normal')
    try {
      return run()
    } finally {
      file.exec('pragma synchronous=full')
    }
  }
}
