import { UserError } from '@ci-kit/core/errors'
import { stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Prepared } from '../plan/prepared.ts'

/**
 * The task definitions of the step for its scheduled tasks, before they are
 * registered: by ARN, else without a revision, else by the family alone. Throws
 * {@link UserError} for a family in two versions, of which a schedule could
 * take either.
 */
export const deployedDefinitions = (prepared: readonly Prepared[]): readonly string[] => {
  const texts = new Map<string, string>()
  for (const { document } of prepared) {
    const family = stringAt(document, 'family') ?? ''
    const text = JSON.stringify(document)
    if ((texts.get(family) ?? text) !== text)
      throw new UserError(
        `Input 'scheduled-tasks' is set, and this step deploys two versions of task definition '${visible(family, 255)}', so nobody knows which one the scheduled tasks take. Deploy them in two steps.`,
      )
    texts.set(family, text)
  }
  return [...new Set(prepared.map(definitionOf))]
}

const definitionOf = ({ equal, running, document }: Prepared): string => {
  const family = stringAt(document, 'family') ?? ''
  return equal?.arn ?? running?.arn.replace(/\/[^/]*$/, `/${family}`) ?? family
}
