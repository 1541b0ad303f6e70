import type { Context } from '@ci-kit/core/event'
import { isObject, stringAt } from '@ci-kit/core/json'
import type { Plan } from '../plan.ts'
import { isSha, isZeros } from '../sha.ts'
import { isCommit, unknown } from './gaps.ts'
import { defaultBranchOf, type Subject, subjectOf } from './subject.ts'

/** Whether the event is that a branch or tag is gone. */
export const isDeletion = ({ event, payload }: Context): boolean => {
  if (event === 'delete') return true
  // Both signs together: an event that contradicts itself is no reason to select nothing.
  const isGone = isZeros(stringAt(payload, 'after') ?? '') && payload.deleted === true
  return event === 'push' && isGone
}

/** A push of commits or of a tag. */
export const forPush = (context: Context): Plan => {
  const { payload } = context
  const subject = subjectOf(context)
  const { head, tag } = subject
  const before = stringAt(payload, 'before') ?? ''
  if (!isSha(before) || !isCommit(head)) {
    return unknown(head, 'the push event does not name its commits')
  }
  if (isZeros(before)) {
    return payload.created === false
      ? unknown(head, 'the push event names no commit before it, and says that there was one')
      : forNewRef(context)
  }
  if (tag !== undefined) {
    return { kind: 'between', base: before, head, why: 'what the tag named before it was moved' }
  }
  if (payload.forced === true) return forForcedPush(context, subject, before)
  return { kind: 'between', base: before, head, why: 'the tip before the push' }
}

/**
 * Compared with the tip before it. When nobody has that commit any more: all
 * that the branch holds and the default branch does not. Files that only the
 * dropped commits touched are as they are at the fork, so the checks of the
 * branch miss nothing. The default branch has no such fork.
 */
const forForcedPush = (context: Context, { head, branch }: Subject, before: string): Plan => {
  const base = defaultBranchOf(context)
  const why = 'the tip before the forced push'
  if (base === undefined || branch === undefined || branch === base) {
    return { kind: 'between', base: before, head, why }
  }
  const otherwise: Plan = {
    kind: 'since-fork',
    base,
    head,
    why: 'since the default branch, as the tip before the forced push is gone',
    mayBeContained: false,
  }
  return { kind: 'between', base: before, head, why, otherwise }
}

/** A new branch or tag: a push without a commit before it, or the event `create`. */
export const forNewRef = (context: Context): Plan => {
  const { head, branch, tag } = subjectOf(context)
  if (!isCommit(head)) return unknown(head, 'the event does not name the commit of the new branch')
  if (tag !== undefined) return { kind: 'previous-tag', tag, head }
  const base = defaultBranchOf(context)
  if (branch === undefined) return unknown(head, 'the event names no branch and no tag')
  if (base === undefined) {
    return unknown(head, 'the branch is new, and the event names no default branch')
  }
  if (branch === base) {
    return { kind: 'every-file', head, why: 'the first push of the default branch' }
  }
  const why = 'since the default branch, as the branch is new'
  return { kind: 'since-fork', base, head, why, mayBeContained: !bringsCommits(context) }
}

/**
 * Whether a push brought commits that no branch had, or does not say so. When another one holds
 * them all by now, they were merged after the push: the job waited, or runs again.
 */
export const bringsCommits = ({ event, payload: { commits } }: Context): boolean =>
  Array.isArray(commits)
    ? commits.some((commit) => isObject(commit) && commit.distinct === true)
    : event === 'push'
