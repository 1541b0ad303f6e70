import { ageOf, isInFuture, spanText, updatedText } from './age.ts'

/**
 * Why a database is too old (or of no known age) for input `max-db-age`, as a
 * sentence that starts with a small letter; undefined when it is not. Times in
 * milliseconds.
 */
export const tooOld = (
  updatedAt: Date,
  maxAge: number | undefined,
  now: number,
): string | undefined => {
  if (maxAge === undefined) return undefined
  const text = `it was ${updatedText(updatedAt, now)}`
  if (isInFuture(updatedAt, now))
    return `${text}, so its age is not known, and input 'max-db-age' needs it; check the clock of the runner`
  return ageOf(updatedAt, now) <= maxAge
    ? undefined
    : `${text}, and input 'max-db-age' allows ${spanText(maxAge)}`
}
