import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isRefName } from '../ref-name.ts'
import { isSha, isZeros } from '../sha.ts'

/** Input `base`: what the workflow's author wants to compare with. */
export type BaseWanted =
  /** What fits the event. */
  | { readonly kind: 'auto' }
  /** Nothing: every component is selected, whatever the event. */
  | { readonly kind: 'none' }
  /** The newest commit with a successful run of this workflow, or of a job of it. */
  | { readonly kind: 'last-success' }
  /** The commit that was last deployed to an environment. */
  | { readonly kind: 'last-deployed'; readonly environment: string }
  /** The tip before the last push, also in a pull request. */
  | { readonly kind: 'since-last-push' }
  /** A commit id or the name of a branch or tag. */
  | { readonly kind: 'revision'; readonly revision: string }

/** All that the choice of a base depends on besides the event. */
export type Wanted = {
  readonly base: BaseWanted
  /** Input `ref`: a commit id or the name of a branch or tag, instead of the commit of the event. */
  readonly ref: string | undefined
  /** Input `job`: the job whose success counts; undefined for the whole run. */
  readonly job: string | undefined
  /** Whether GitHub's API can be asked. */
  readonly hasToken: boolean
  /** File name of the running workflow, such as `ci.yml`; '' when it is not known. */
  readonly workflow: string
  readonly runId: number
}

const KINDS = ['auto', 'none', 'last-success', 'since-last-push'] as const
const DEPLOYED = 'last-deployed'

/** Reads input `base`; throws {@link UserError}. */
export const parseBase = (text: string): BaseWanted => {
  const value = text.trim()
  // `${{ github.event.before }}` is empty or zeros where no commit came before: nothing is named.
  if (value === '' || isZeros(value)) return { kind: 'auto' }
  const kind = KINDS.find((one) => one === value)
  if (kind !== undefined) return { kind }
  if (value === DEPLOYED || value.startsWith(`${DEPLOYED}:`)) {
    return { kind: DEPLOYED, environment: environmentIn(value.slice(DEPLOYED.length + 1)) }
  }
  return { kind: 'revision', revision: revisionIn('base', value, `${KINDS.join(', ')}, `) }
}

/** Reads input `ref`; undefined when it is empty. Throws {@link UserError}. */
export const parseRef = (text: string): string | undefined => {
  const value = text.trim()
  return value === '' || isZeros(value) ? undefined : revisionIn('ref', value)
}

/** Reads input `job`; undefined when it is empty. Throws {@link UserError}. */
export const parseJob = (text: string): string | undefined => {
  const value = text.trim()
  if (value === '') return undefined
  if (isName(value)) return value
  throw new UserError(
    `Input 'job' is '${visible(value, 100)}'. Use the name of a job as the run shows it, such as build.`,
  )
}

const environmentIn = (text: string): string => {
  const value = text.trim()
  if (isName(value)) return value
  throw new UserError(
    `Input 'base' is '${DEPLOYED}' with the environment '${visible(value, 100)}'. Name the environment behind a colon, such as ${DEPLOYED}:production.`,
  )
}

/** GitHub's limit for the name of an environment. */
const MAX_NAME = 255

const isName = (value: string): boolean =>
  value !== '' && value.length <= MAX_NAME && !/[\p{Cc}\u2028\u2029]/u.test(value)

const revisionIn = (input: string, value: string, words = ''): string => {
  const sha = value.toLowerCase()
  if (isSha(sha)) return sha
  if (isRefName(value)) return value
  const deployed = words === '' ? '' : `${words}${DEPLOYED}:<environment>, `
  throw new UserError(
    `Input '${input}' is '${visible(value, 100)}'. Use ${deployed}the name of a branch or tag, or a full commit id.`,
  )
}
