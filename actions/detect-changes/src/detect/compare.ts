import type { Detection } from '../detection.ts'
import { type Found, isMissing } from '../found.ts'
import type { History } from '../history.ts'
import { isSha } from '../sha.ts'

export type Compared = { readonly base: string; readonly head: string; readonly why: string }

/** All that differs between two revisions. */
export const between = async (history: History, plan: Compared): Promise<Detection> => {
  const { head, why } = plan
  const ids = await idsOf(history, [plan.base, head])
  if (isMissing(ids)) return unknown(head, ids.missing)
  const [base = '', commit = ''] = ids.value
  const changes = await history.changes(base, commit)
  return isMissing(changes)
    ? unknown(commit, changes.missing)
    : { kind: 'known', base, head: commit, why, changes: changes.value }
}

/** All that `head` changed since it left `base`. */
export const sinceFork = async (
  history: History,
  plan: Compared & { readonly mayBeContained: boolean },
): Promise<Detection> => {
  // Two names are asked for together, because one fetch has to bring both histories.
  const names = isSha(plan.head) ? [plan.head] : [plan.head, plan.base]
  const ids = await idsOf(history, names)
  if (isMissing(ids)) return unknown(plan.head, ids.missing)
  const [head = '', from = plan.base] = ids.value
  const fork = await history.mergeBase(from, head)
  if (isMissing(fork)) return unknown(head, fork.missing)
  if (fork.value === head && !plan.mayBeContained) {
    return unknown(head, 'the base holds all commits of the head already')
  }
  return between(history, { base: fork.value, head, why: plan.why })
}

/** A gap. A head that is still a name is left out: it is not known to be a commit. */
export const unknown = (head: string, reason: string): Detection => ({
  kind: 'unknown',
  head: isSha(head) ? head : '',
  reason,
})

const idsOf = async (
  history: History,
  revisions: readonly string[],
): Promise<Found<readonly string[]>> =>
  revisions.every(isSha) ? { value: revisions } : history.commits(revisions)
