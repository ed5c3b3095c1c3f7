/** One thing that was looked at. `fix` is a command or a sentence; `null` where there is nothing to mend. */
export type Check = {
  readonly name: string
  /** `unknown` is no failure: it could not be told, or it is not needed. */
  readonly ok: 'yes' | 'no' | 'unknown'
  readonly detail: string
  readonly fix: string | null
}

export const works = (name: string, detail: string): Check => ({ name, ok: 'yes', detail, fix: null })
export const missing = (name: string, detail: string, fix: string): Check => ({ name, ok: 'no', detail, fix })
export const untold = (name: string, detail: string, fix: string | null = null): Check => ({
  name,
  ok: 'unknown',
  detail,
  fix,
})
