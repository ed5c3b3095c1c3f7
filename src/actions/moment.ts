/** Is the ISO 8601 time `value` at or after `since`? Both on Microsoft's clock; what is missing or unreadable is not. */
export function isSince(value: string | null, since: string): value is string {
  return value !== null && Date.parse(value) >= Date.parse(since)
}
