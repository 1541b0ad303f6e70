import type { Context } from '@ci-kit/core/event'
import { objectAt, stringAt } from '@ci-kit/core/json'
import type { Inputs } from './inputs.ts'
import { isSha, isZeros } from './sha.ts'

/**
 * What to compare. `why` says it to the reader of the log; it holds no name
 * that a pull request could choose.
 */
export type Plan =
  /** All that differs between two commits. */
  | { readonly kind: 'between'; readonly base: string; readonly head: string; readonly why: string }
  /**
   * All that `head` changed since it left `base`: from their merge base. Where
   * `base` holds all of `head`, that is no file for a branch without commits of
   * its own, and an unanswered question everywhere else.
   */
  | {
      readonly kind: 'since-fork'
      readonly base: string
      readonly head: string
      readonly why: string
      readonly mayBeContained: boolean
    }
  /** GitHub's list of the files of a pull request; Git when that fails. */
  | {
      readonly kind: 'pull-request'
      readonly number: number
      readonly base: string
      readonly head: string
      readonly why: string
    }
  /** Every file of `head` is new. */
  | { readonly kind: 'every-file'; readonly head: string; readonly why: string }
  | { readonly kind: 'no-file'; readonly why: string }
  /**
   * Nothing to compare with: every filter is selected. `byNature` says that
   * such a run never has anything, so that nobody needs to look into it.
   */
  | { readonly kind: 'unknown'; readonly why: string; readonly byNature?: true }

type Wanted = Pick<Inputs, 'base' | 'ref' | 'token'>

const PULL_REQUEST_EVENTS = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
]

/** Chooses what to compare. Whatever is missing or odd in an event leads to `unknown`, never to less. */
export const planOf = (context: Context, wanted: Wanted): Plan => {
  if (PULL_REQUEST_EVENTS.includes(context.event)) return forPullRequest(context, wanted)
  if (context.event === 'push' && isDeletion(context)) {
    return { kind: 'no-file', why: 'the push deleted its branch or tag' }
  }
  if (wanted.base !== undefined || wanted.ref !== undefined) return asWanted(context, wanted)
  if (context.event === 'push') return forPush(context)
  if (context.event === 'merge_group') return forMergeGroup(context)
  if (context.event === '') {
    return unknown("there is no event to take a commit from; set input 'base'")
  }
  return unknownByNature(
    `the event ${context.event} names no earlier commit; set input 'base' to compare with one`,
  )
}

const unknown = (why: string): Plan => ({ kind: 'unknown', why })
const unknownByNature = (why: string): Plan => ({ kind: 'unknown', why, byNature: true })

const forPullRequest = ({ pullRequest }: Context, { token }: Wanted): Plan => {
  if (pullRequest === undefined) return unknown('the event does not describe its pull request')
  const { number, baseSha: base, headSha: head } = pullRequest
  if (!isSha(base) || !isSha(head)) return unknown('the commits of the pull request are no ids')
  const why = `files of pull request #${number}`
  return token === ''
    ? { kind: 'since-fork', base, head, why, mayBeContained: false }
    : { kind: 'pull-request', number, base, head, why }
}

/** Both signs together: an event that contradicts itself is no reason to select nothing. */
const isDeletion = ({ payload }: Context): boolean =>
  isZeros(stringAt(payload, 'after') ?? '') && (payload.deleted ?? true) === true

/** The commit that a push brought. For an annotated tag `after` is the tag itself, and GITHUB_SHA the commit. */
const headOf = ({ payload, sha, ref }: Context): string =>
  ref.startsWith('refs/tags/') ? sha : (stringAt(payload, 'after') ?? sha)

const branchOf = ({ ref }: Context): string | undefined => /^refs\/heads\/(.+)$/.exec(ref)?.[1]

/** The inputs `base` and `ref`, with dorny/paths-filter's meaning. */
const asWanted = (context: Context, { base, ref }: Wanted): Plan => {
  const from = base ?? context.defaultBranch
  const head = ref ?? headOf(context)
  if (from === undefined) return unknown("the event names no default branch; set input 'base'")
  if (head === '') return unknown('the event names no commit')
  const pushed = context.event === 'push' ? branchOf(context) : undefined
  const own = ref ?? branchOf(context)
  if (plainName(from) === plainName(own)) {
    return pushed === plainName(own)
      ? forPush(context)
      : unknown('base and head are the same branch')
  }
  if (isSha(from)) return { kind: 'between', base: from, head, why: "the commit in input 'base'" }
  const why =
    base === undefined ? 'since the default branch' : "since the branch or tag in input 'base'"
  return { kind: 'since-fork', base: from, head, why, mayBeContained: pushed !== undefined }
}

const plainName = (ref: string | undefined): string | undefined =>
  ref?.replace(/^refs\/heads\//, '')

const forPush = (context: Context): Plan => {
  const before = stringAt(context.payload, 'before') ?? ''
  const head = headOf(context)
  if (context.ref.startsWith('refs/tags/')) {
    return unknownByNature(
      "a tag was pushed, which has no commit before it; set input 'base' to compare with one",
    )
  }
  if (!isSha(before) || !isSha(head)) return unknown('the push event does not name its commits')
  if (isZeros(before)) return forNewBranch(context, head)
  const why =
    context.payload.forced === true ? 'the tip before the forced push' : 'the tip before the push'
  return { kind: 'between', base: before, head, why }
}

const forNewBranch = ({ ref, defaultBranch }: Context, head: string): Plan => {
  if (defaultBranch === undefined)
    return unknown('the branch is new, and the event names no default branch')
  if (ref === `refs/heads/${defaultBranch}`) {
    return { kind: 'every-file', head, why: 'the first push of the default branch' }
  }
  const why = 'a new branch, since the default branch'
  return { kind: 'since-fork', base: defaultBranch, head, why, mayBeContained: true }
}

const forMergeGroup = ({ payload }: Context): Plan => {
  const group = objectAt(payload, 'merge_group')
  const base = stringAt(group, 'base_sha') ?? ''
  const head = stringAt(group, 'head_sha') ?? ''
  if (!isSha(base) || !isSha(head))
    return unknown('the merge group event does not name its commits')
  return { kind: 'between', base, head, why: 'the commit that the merge group builds on' }
}
