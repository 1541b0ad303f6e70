import type { Context } from '@ci-kit/core/event'

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
  const number = Number.parseInt(name, 10)
  return Number.isSafeInteger(number)
    ? { kind: 'pull-request', name: `pr-${number}` }
    : { kind: 'none' }
}
