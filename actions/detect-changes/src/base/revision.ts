import type { Context } from '@ci-kit/core/event'
import type { Plan } from '../plan.ts'
import { branchOf, tagOf } from '../ref-name.ts'
import { isSha } from '../sha.ts'
import { isCommit, unknown } from './gaps.ts'
import { bringsCommits, forPush } from './push.ts'
import { defaultBranchOf, type Subject, subjectOf } from './subject.ts'

/** The inputs `base` and `ref` as revisions, one of them at least, with dorny/paths-filter's meaning. */
export const forRevision = (
  context: Context,
  base: string | undefined,
  ref: string | undefined,
): Plan => {
  const subject = subjectOf(context)
  const from = base ?? defaultBranchOf(context)
  const head = ref ?? subject.head
  if (from === undefined) {
    return unknown(head, "the event names no default branch; set input 'base'")
  }
  if (ref === undefined && !isCommit(head)) return unknown(head, 'the event names no commit')
  const pushed = context.event === 'push' ? subject.branch : undefined
  const own = plainName(ref) ?? subject.branch
  if (plainName(from) === own) {
    return pushed === own
      ? forPush(context)
      : unknown(
          head,
          "base and head are the same branch; 'base: last-success' compares with its last successful run",
        )
  }
  if (isSha(from)) return { kind: 'between', base: from, head, why: "the commit in input 'base'" }
  const why =
    base === undefined ? 'since the default branch' : "since the branch or tag in input 'base'"
  const mayBeContained = ref === undefined && pushed !== undefined && !bringsCommits(context)
  return { kind: 'since-fork', base: from, head, why, mayBeContained }
}

/** Whether input `ref` names nothing but what the run is about anyway. */
export const isOwn = (ref: string, { head, branch, tag }: Subject): boolean =>
  ref === head ||
  plainName(ref) === branch ||
  (tag !== undefined && (ref === tag || tagOf(ref) === tag))

const plainName = (ref: string | undefined): string | undefined =>
  ref === undefined ? undefined : (branchOf(ref) ?? ref)
