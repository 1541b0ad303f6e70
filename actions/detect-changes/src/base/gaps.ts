import type { Plan } from '../plan.ts'
import { isSha, isZeros } from '../sha.ts'

/** Something that should be there is missing. `head` is taken over only when it is a commit id. */
export const unknown = (head: string | undefined, why: string): Plan & { kind: 'unknown' } => ({
  kind: 'unknown',
  head: idOr(head),
  why,
})

/** The event has nothing to compare with, by its nature. */
export const everything = (
  head: string | undefined,
  why: string,
): Plan & { kind: 'everything' } => ({ kind: 'everything', head: idOr(head), why })

/** Input `base` is `none`: the author has decided that it does not matter what changed. */
export const notCompared = (head: string | undefined): Plan & { kind: 'everything' } =>
  everything(head, "'base: none' compares with nothing")

/** Whether a text is the id of a commit that can exist. */
export const isCommit = (text: string | undefined): text is string =>
  text !== undefined && isSha(text) && !isZeros(text)

const idOr = (head: string | undefined): string => (isCommit(head) ? head : '')
