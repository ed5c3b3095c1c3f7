import { Failure } from '../errors.ts'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isObjectId = (text: string): boolean => guid.test(text.trim().toLowerCase())

/**
 * An object id in lower case. Throws a `Failure` for anything else: an empty one in a path asks for all users, and in a
 * cmdlet for all mailboxes.
 */
export function objectId(text: string): string {
  if (!isObjectId(text)) throw new Failure('missing', 'an object id was expected')
  return text.trim().toLowerCase()
}

/** A value inside quotes of an OData filter, https://learn.microsoft.com/graph/query-parameters#escaping-single-quotes */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
