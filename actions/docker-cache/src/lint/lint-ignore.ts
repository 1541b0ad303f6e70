import { UserError } from '@ci-kit/core/errors'
import { RULES, type RuleId } from './finding.ts'

/** The rules of input `lint-ignore`. Throws {@link UserError} for a name that is none. */
export const parseLintIgnore = (names: readonly string[]): RuleId[] =>
  names.map((name) => {
    const rule = RULES.find((known) => known === name)
    if (rule !== undefined) return rule
    throw new UserError(
      `Input 'lint-ignore' names the check '${name}', which does not exist. Use some of: ${RULES.join(', ')}.`,
    )
  })
