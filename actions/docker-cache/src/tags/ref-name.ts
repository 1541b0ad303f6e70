import type { Context } from '@ci-kit/core/event'
import { tagName } from './tag-name.ts'

/** What a run is about: a branch, a tag, a pull request, or nothing that has a name. */
export type RefName =
  | { readonly kind: 'branch' | 'tag'; readonly name: string }
  | { readonly kind: 'pull-request'; readonly name: `pr-${number}` }
  | { readonly kind: 'none' }

/** The name of the run's ref. Pull requests go by their number: branch names of forks say nothing. */
export const refNameOf = ({ pullRequest, ref }: Pick<Context, 'pullRequest' | 'ref'>): RefName => {
  if (pullRequest) return { kind: 'pull-request', name: `pr-${pullRequest.number}` }
  const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/s.exec(ref) ?? []
  if (!kind || !name) return { kind: 'none' }
  if (kind === 'heads') return { kind: 'branch', name }
  if (kind === 'tags') return { kind: 'tag', name }
  const number = Number(/^\d+(?=\/|$)/.exec(name)?.[0] ?? Number.NaN)
  return Number.isSafeInteger(number)
    ? { kind: 'pull-request', name: `pr-${number}` }
    : { kind: 'none' }
}

/** Whether a name could be that of a pull request: `pr-7`, or what is kept under it, `pr-7-web`. */
export const isPullRequestName = (name: string): boolean => /^pr-\d+(?:[._-]|$)/.test(name)

/**
 * The scope of a branch's caches: its name, apart from the scopes of pull
 * requests. A branch may be called `pr-7`, or `pr/7`, whose tag would start
 * alike; none can hold a colon (git-check-ref-format), so the scope of no other
 * branch is the same.
 */
export const branchScope = (branch: string): string =>
  isPullRequestName(tagName(branch)) ? `branch:${branch}` : branch
