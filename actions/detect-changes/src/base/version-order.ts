import type { Version } from './version.ts'

/**
 * Precedence of two versions, negative when `a` is lower: semver.org §11, with
 * two additions. Numbers that are left out count as zero (`v1` is `v1.0.0`),
 * and digits within a word count as a number (`rc10` comes after `rc9`).
 */
export const compareVersions = (a: Version, b: Version): number =>
  compareNumbers(a.numbers, b.numbers) || comparePreReleases(a.preRelease, b.preRelease)

const compareNumbers = (a: readonly string[], b: readonly string[]): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareDigits(a[at] ?? '0', b[at] ?? '0')
    if (order !== 0) return order
  }
  return 0
}

/** A version before the final one is lower than the final one; a longer one is higher. */
const comparePreReleases = (a: readonly string[], b: readonly string[]): number => {
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (const [at, left] of a.entries()) {
    const right = b[at]
    if (right === undefined) return 1
    const order = compareIdentifiers(left, right)
    if (order !== 0) return order
  }
  return a.length - b.length
}

const compareIdentifiers = (a: string, b: string): number => {
  const [isA, isB] = [isNumber(a), isNumber(b)]
  if (isA && isB) return compareDigits(a, b)
  return isA === isB ? compareText(a, b) : isA ? -1 : 1
}

const isNumber = (text: string): boolean => /^\d/.test(text)

/** Without making numbers of them: 10²⁰ is more than a number can hold exactly. */
const compareDigits = (a: string, b: string): number => {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return left.length - right.length || compareText(left, right)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
