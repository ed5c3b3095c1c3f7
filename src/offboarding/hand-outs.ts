import type { Person } from './events.ts'

/**
 * Evidence was made for somebody, written down before it is: so it holds its own hand-out. `file`: one of the two, to be
 * saved in their OneDrive; a link shows both.
 */
export type HandOut = { readonly by: Person } & (
  | { readonly way: 'file'; readonly file: 'report' | 'data' }
  | { readonly way: 'link'; readonly file: null }
)

export type HandOutEvent = { readonly type: 'evidence-given' } & HandOut

/** Whatever state it is in. Who may is asked where it is handed out. */
export type HandOutCommand = { readonly type: 'give-evidence' } & HandOut
