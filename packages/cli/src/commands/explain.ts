import { UserError } from '@ci-kit/core/errors'
import { parseExplanation } from '@ci-kit/core/explanation'
import { comparisonLine } from '@ci-kit/core/explanation-text'
import { reasonTree } from '@ci-kit/core/explanation-tree'
import type { Manifest } from '../manifest.ts'
import type { Pairs } from '../step/command-files.ts'

/** The output in which an action explains its answer. */
export const EXPLANATION = 'explanation'

/** Throws {@link UserError} for an action that never explains itself, before it runs. */
export const requireExplanation = (action: string, { outputs }: Manifest): void => {
  if (outputs.includes(EXPLANATION)) return
  throw new UserError(
    `Action ${action} has no output '${EXPLANATION}', so there is nothing to explain. Leave out --explain.`,
  )
}

/** What was compared and the tree of reasons, for the terminal. Throws {@link UserError} when a step left it out. */
export const explanationText = (outputs: Pairs): string => {
  const text = outputs[EXPLANATION]
  if (text === undefined) {
    throw new UserError(
      `The step set no output '${EXPLANATION}': it was too long, or the bundle is older than this program. The log above holds the reasons.`,
    )
  }
  const explanation = parseExplanation(text)
  return [comparisonLine(explanation), ...reasonTree(explanation)].join('\n')
}
