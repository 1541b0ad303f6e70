import type { Context } from '@ci-kit/core/event'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { branchOf, isRefName, tagOf } from '../ref-name.ts'

/** What a run is about. */
export type Subject = {
  /** Its commit as the event names it, unchecked; '' when it names none. */
  readonly head: string
  readonly branch: string | undefined
  readonly tag: string | undefined
}

/** The commit, branch or tag that a run is about; pull requests have theirs in the context. */
export const subjectOf = (context: Context): Subject => {
  if (context.event === 'workflow_run') return triggeringRun(context)
  const { payload, ref, sha } = context
  const tag = tagOf(ref)
  // For an annotated tag `after` is the tag itself, and GITHUB_SHA the commit.
  const isPushedBranch = context.event === 'push' && !ref.startsWith('refs/tags/')
  const head = isPushedBranch ? (stringAt(payload, 'after') ?? sha) : sha
  return { head, branch: branchOf(ref), tag }
}

/** GITHUB_SHA and GITHUB_REF are the default branch's here, whatever the triggering run was about. */
const triggeringRun = ({ payload }: Context): Subject => {
  const run = objectAt(payload, 'workflow_run')
  const branch = stringAt(run, 'head_branch')
  return {
    head: stringAt(run, 'head_sha') ?? '',
    branch: branch !== undefined && isRefName(branch) ? branch : undefined,
    tag: undefined,
  }
}

/** The default branch, when the event names one that can exist. */
export const defaultBranchOf = ({ defaultBranch }: Context): string | undefined =>
  defaultBranch !== undefined && isRefName(defaultBranch) ? defaultBranch : undefined
