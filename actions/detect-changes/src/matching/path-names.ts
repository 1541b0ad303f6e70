import { UserError } from '@ci-kit/core/errors'

/**
 * The names of a pattern, without what stands for the root: `./x` and `/x`
 * mean `x`, `x/` means `x/**`. Throws {@link UserError} with the second half
 * of a sentence when no path can match.
 */
export const namesOf = (pattern: string): readonly string[] => {
  const path = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '/**')
  const names = path.split('/').filter((name) => name !== '')
  if (names.length === 0) throw new UserError("it names no path; '**' means every file")
  const dots = names.find((name) => name === '.' || name === '..')
  if (dots !== undefined) throw new UserError(`no path holds a folder '${dots}'`)
  return names
}
