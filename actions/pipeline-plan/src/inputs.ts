import { UserError } from '@ci-kit/core/errors'
import { flag, type InputReader, list, optionalText, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { type TextOrFile, textOrFile } from '@ci-kit/core/text-or-file'
import { hostFault, repositoryFault } from '@ci-kit/oci/reference-grammar'
import { branchRules, type Runners, runnersOf } from './input-maps.ts'
import type { BranchRule } from './plan/environment.ts'
import { PLATFORM_ADVICE, platformsFault } from './platform.ts'
import { type Selected, selectedIn } from './selected.ts'

export type Inputs = {
  readonly selected: readonly Selected[]
  readonly components: TextOrFile | undefined
  readonly registry: string
  /** '' for `<owner>/<repository>`. */
  readonly imagePrefix: string
  readonly branches: readonly BranchRule[]
  /** For images that name none; never empty. */
  readonly platforms: readonly string[]
  readonly runners: Runners
  /** Whether anything is deployed at all. */
  readonly deploy: boolean
  /** Whether pull requests get a plan of their deployment. */
  readonly plan: boolean
}

/** Reads and checks the action's inputs; throws {@link UserError}. */
export const parseInputs = (read: InputReader): Inputs => ({
  selected: selectedIn(text(read, 'matrix')),
  components: textOrFile(read, 'components'),
  registry: named(text(read, 'registry'), 'registry', hostFault),
  imagePrefix: imagePrefix(read),
  branches: branchRules(read.read('branches')),
  platforms: platforms(read),
  runners: runnersOf(read.read('runners')),
  deploy: flag(read, 'deploy', true),
  plan: flag(read, 'plan', true),
})

const imagePrefix = (read: InputReader): string => {
  const prefix = optionalText(read, 'image-prefix')
  return prefix === '' ? '' : named(prefix, 'image-prefix', repositoryFault)
}

const named = (
  value: string,
  input: string,
  faultOf: (text: string) => string | undefined,
): string => {
  const fault = faultOf(value)
  if (fault === undefined) return value
  throw new UserError(`Input '${input}' is '${visible(value, 200)}': ${fault}`)
}

const platforms = (read: InputReader): readonly string[] => {
  const distinct = [...new Set(list(read, 'platforms'))]
  const fault = distinct.length === 0 ? `it is empty. ${PLATFORM_ADVICE}` : platformsFault(distinct)
  if (fault === undefined) return distinct
  throw new UserError(`Input 'platforms': ${fault}.`)
}
