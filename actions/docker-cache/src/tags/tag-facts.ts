import type { Context } from '@ci-kit/core/event'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { type RefName, refNameOf } from './ref-name.ts'

/** What rules for tags can know about a run. */
export type TagFacts = {
  readonly event: string
  /** What the ref says, as docker/metadata-action reads it. */
  readonly ref: RefName
  /** What the run is about: a pull request has its name in every event that carries one. */
  readonly subject: RefName
  /** The commit, '' when there is none. */
  readonly sha: string
  /** The branch that a pull request wants to get into, or that a pushed tag is said to be on; '' otherwise. */
  readonly baseRef: string
  readonly defaultBranch: string | undefined
  readonly onDefaultBranch: boolean
  readonly now: Date
  /** Undefined when the event does not hold it. */
  readonly commitDate: Date | undefined
}

/** The facts that the event knows. Asks nobody. */
export const tagFacts = (context: Context, now: Date): TagFacts => {
  const ref = refOfRules(context)
  return {
    event: context.event,
    ref,
    subject: refNameOf(context),
    sha: context.sha,
    baseRef: baseRef(ref, context),
    defaultBranch: context.defaultBranch,
    onDefaultBranch: isOnDefaultBranch(ref, context),
    now,
    commitDate: commitDate(context),
  }
}

/** `pull_request_target` runs on the base branch, and is about the pull request all the same. */
const refOfRules = (context: Context): RefName =>
  context.event === 'pull_request_target'
    ? refNameOf(context)
    : refNameOf({ ref: context.ref, pullRequest: undefined })

const baseRef = ({ kind }: RefName, { payload, pullRequest }: Context): string => {
  if (kind === 'pull-request') return pullRequest?.baseRef ?? ''
  if (kind === 'tag') return (stringAt(payload, 'base_ref') ?? '').replace(/^refs\/heads\//, '')
  return ''
}

/** Events that run on the default branch only (GitHub's documentation, "Events that trigger workflows"). */
const DEFAULT_BRANCH_EVENTS = ['schedule', 'discussion', 'discussion_comment', 'issues']

const isOnDefaultBranch = (ref: RefName, { event, defaultBranch }: Context): boolean =>
  ref.kind === 'branch' &&
  (defaultBranch === undefined ? DEFAULT_BRANCH_EVENTS.includes(event) : defaultBranch === ref.name)

/** The payload of a push holds its commits; the run is about one of them. */
const commitDate = ({ payload, sha }: Context): Date | undefined => {
  const commits: readonly unknown[] = Array.isArray(payload.commits) ? payload.commits : []
  const commit = [...commits, objectAt(payload, 'head_commit')].find(
    (candidate): candidate is Json => isObject(candidate) && stringAt(candidate, 'id') === sha,
  )
  const date = new Date(stringAt(commit, 'timestamp') ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
