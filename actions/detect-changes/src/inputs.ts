import { UserError } from '@ci-kit/core/errors'
import { type InputReader, oneOf, optionalText, secret } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { type TextOrFile, textOrFile } from '@ci-kit/core/text-or-file'
import { LIST_FORMATS, type ListFormat } from './answer-outputs/list-format.ts'
import { type BaseWanted, parseBase, parseJob, parseRef } from './base/wanted.ts'
import { QUANTIFIERS, type Quantifier } from './component.ts'
import { isDiscovering, WORKSPACES, type Workspaces } from './discover/wanted.ts'
import { DIALECTS, type Dialect } from './matching/glob.ts'
import { ON_UNCERTAIN, type OnUncertain } from './on-uncertain.ts'

export type Inputs = {
  /** Undefined when all components are discovered. */
  readonly filters: TextOrFile | undefined
  readonly quantifier: Quantifier
  readonly dialect: Dialect
  /** Patterns of folders, one a line; '' for none. */
  readonly discover: string
  readonly workspaces: Workspaces
  /** Patterns, one a line; '' for none. */
  readonly allOn: string
  readonly ignore: string
  readonly base: BaseWanted
  /** A commit id or the name of a branch or tag, instead of the commit of the event. */
  readonly ref: string | undefined
  readonly job: string | undefined
  readonly onUncertain: OnUncertain
  readonly listFiles: ListFormat
  /** '' when the workflow gives none; then Git alone has to tell. */
  readonly token: string
  /** Relative to the workspace, '' for the workspace itself. */
  readonly workingDirectory: string
}

/** Reads and checks the action's inputs; throws {@link UserError}. */
export const parseInputs = (read: InputReader): Inputs => {
  checkFetchDepth(read)
  const inputs = {
    filters: textOrFile(read, 'filters'),
    quantifier: firstOr(read, 'predicate-quantifier', QUANTIFIERS),
    dialect: firstOr(read, 'dialect', DIALECTS),
    discover: read.read('discover'),
    workspaces: firstOr(read, 'workspaces', WORKSPACES),
    allOn: read.read('all-on'),
    ignore: read.read('ignore'),
    base: parseBase(read.read('base')),
    ref: parseRef(read.read('ref')),
    job: parseJob(read.read('job')),
    onUncertain: firstOr(read, 'on-uncertain', ON_UNCERTAIN),
    listFiles: firstOr(read, 'list-files', LIST_FORMATS),
    token: secret(read, 'token'),
    workingDirectory: optionalText(read, 'working-directory'),
  }
  if (inputs.filters === undefined && !isDiscovering(inputs)) {
    throw new UserError(
      "There are no components: input 'filters' is not set, and neither is 'discover' or 'workspaces'. Add 'filters: …' under 'with:'.",
    )
  }
  return inputs
}

/** One of the words; the first one, which is the default, when an expression leaves the input empty. */
const firstOr = <const Choice extends string>(
  read: InputReader,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => (optionalText(read, name) === '' ? choices[0] : oneOf(read, name, choices))

/** Means nothing here, but a workflow that comes from dorny/paths-filter may set it: to a number. */
const checkFetchDepth = (read: InputReader): void => {
  const value = optionalText(read, 'initial-fetch-depth')
  if (/^\d{0,15}$/.test(value)) return
  throw new UserError(
    `Input 'initial-fetch-depth' is '${visible(value, 100)}'. Remove it: detect-changes fetches what it needs.`,
  )
}
