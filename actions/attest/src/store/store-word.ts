import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

const WORDS = ['registry', 'github', 'artifact'] as const

/**
 * Where a bundle is kept.
 * - `registry`: next to the image, as an OCI referrer
 * - `github`: GitHub's attestations API
 * - `artifact`: an artifact of the workflow run
 */
export type StoreWord = (typeof WORDS)[number]

export type WantedStores = 'auto' | readonly [StoreWord, ...StoreWord[]]

/** Reads input 'store': `auto`, or words with commas or white space between them. */
export const parseStores = (text: string): WantedStores => {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 0 || (words.length === 1 && words[0] === 'auto')) return 'auto'
  const [first, ...rest] = new Set(words.map(storeWord))
  return first === undefined ? 'auto' : [first, ...rest]
}

const storeWord = (word: string): StoreWord => {
  const known = WORDS.find((each) => each === word)
  if (known !== undefined) return known
  throw new UserError(
    word === 'auto'
      ? "Input 'store' has 'auto' next to other words. Use 'auto' alone, or name the stores: registry, github, artifact."
      : `Input 'store' has '${visible(word, 100)}'. Use auto, or one or several of registry, github, artifact, such as 'registry,github'.`,
  )
}
