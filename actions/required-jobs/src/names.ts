import { visible } from '@ci-kit/core/log'

/** Names from outside in a sentence, the first `limit` of them. */
export const some = (names: readonly string[], limit: number): string => {
  const shown = names.slice(0, limit).map((name) => visible(name, 100))
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
