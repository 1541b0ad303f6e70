import { UserError } from '@ci-kit/core/errors'
import type { PullRequestFile, PullRequests } from '@ci-kit/core/github'
import type { Log } from '@ci-kit/core/log'
import type { Plan } from './base.ts'
import type { Change } from './change.ts'
import { type Found, isMissing } from './found.ts'
import type { History } from './history.ts'
import { emptyTreeLike } from './sha.ts'

/** What changed, or why nobody can tell. */
export type Detection =
  | {
      readonly kind: 'known'
      /** '' when nothing was compared. */
      readonly base: string
      readonly head: string
      readonly why: string
      readonly changes: readonly Change[]
    }
  | {
      readonly kind: 'unknown'
      readonly reason: string
      /** No gap: the event has nothing to compare with. */
      readonly byNature?: true
    }

export type Sources = {
  readonly history: History
  readonly pullRequests: PullRequests
  readonly log: Log
}

/** Carries out a plan. Each gap in what can be learned ends in `unknown`. */
export const detect = async (plan: Plan, sources: Sources): Promise<Detection> => {
  const { history } = sources
  switch (plan.kind) {
    case 'unknown':
      return { kind: 'unknown', reason: plan.why, ...(plan.byNature && { byNature: true }) }
    case 'no-file':
      return { kind: 'known', base: '', head: '', why: plan.why, changes: [] }
    case 'every-file':
      return between(history, emptyTreeLike(plan.head), plan.head, plan.why)
    case 'pull-request':
      return (
        (await fromGitHub(plan, sources)) ?? sinceFork(history, { ...plan, mayBeContained: false })
      )
    case 'since-fork':
      return sinceFork(history, plan)
    case 'between': {
      const commits = await history.commits([plan.base, plan.head])
      if (isMissing(commits)) return { kind: 'unknown', reason: commits.missing }
      const [base = '', head = ''] = commits.value
      return between(history, base, head, plan.why)
    }
  }
}

type Compared = { readonly base: string; readonly head: string; readonly why: string }

const sinceFork = async (
  history: History,
  plan: Compared & { readonly mayBeContained: boolean },
): Promise<Detection> => {
  const commits = await history.commits([plan.base, plan.head])
  if (isMissing(commits)) return { kind: 'unknown', reason: commits.missing }
  const [from = '', head = ''] = commits.value
  const base = await history.mergeBase(from, head)
  if (isMissing(base)) return { kind: 'unknown', reason: base.missing }
  if (base.value === head && !plan.mayBeContained) {
    return { kind: 'unknown', reason: 'the base holds all commits of the head already' }
  }
  return between(history, base.value, head, plan.why)
}

const between = async (
  history: History,
  base: string,
  head: string,
  why: string,
): Promise<Detection> => {
  const changes = await history.changes(base, head)
  return isMissing(changes)
    ? { kind: 'unknown', reason: changes.missing }
    : { kind: 'known', base, head, why, changes: changes.value }
}

/** Undefined, with a warning, when GitHub's answer cannot be the whole list. */
const fromGitHub = async (
  plan: Compared & { readonly number: number },
  { pullRequests, log }: Sources,
): Promise<Detection | undefined> => {
  const files = await listed(plan, pullRequests)
  if (isMissing(files)) {
    log.warning(`${files.missing} Asking Git instead.`)
    return undefined
  }
  const { base, head, why } = plan
  return { kind: 'known', base, head, why, changes: files.value.flatMap(changesOf) }
}

const listed = async (
  { number, head }: { readonly number: number; readonly head: string },
  pullRequests: PullRequests,
): Promise<Found<readonly PullRequestFile[]>> => {
  try {
    const { files, changedFiles, headSha } = await pullRequests.changes(number)
    if (headSha !== head) {
      return { missing: `Pull request #${number} has moved on since this event.` }
    }
    if (files.length >= changedFiles) return { value: files }
    return {
      missing: `GitHub lists ${files.length} of the ${changedFiles} files of pull request #${number}; it never lists more than 3,000.`,
    }
  } catch (thrown) {
    if (thrown instanceof UserError) return { missing: thrown.message }
    throw thrown
  }
}

/** Both sides of a rename count: code is gone from one place and new in the other. */
const changesOf = ({ path, status, previousPath }: PullRequestFile): readonly Change[] => {
  if (status === 'added' || status === 'copied') return [{ path, status: 'added' }]
  if (status === 'deleted') return [{ path, status }]
  if (status !== 'renamed') return [{ path, status: 'modified' }]
  const added: Change = { path, status: 'added' }
  return previousPath === undefined ? [added] : [{ path: previousPath, status: 'deleted' }, added]
}
