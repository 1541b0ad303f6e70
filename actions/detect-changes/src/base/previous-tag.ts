import type { Tag } from '../history.ts'
import { type Version, versionOf } from './version.ts'
import { compareVersions } from './version-order.ts'

/** The commit of the previous tag, or the reason why there is none; neither holds a name. */
export type PreviousTag =
  | { readonly kind: 'tag'; readonly commit: string; readonly why: string }
  | { readonly kind: 'none'; readonly why: string }

/**
 * The tag of the version before `tag`, which names the commit `head`:
 * - of the same shape, that is, with the same text before the version;
 * - with the highest version that is lower. Dates and order of creation do not
 *   count: 1.4.9 follows 1.4.8 also when 2.0.0 is older;
 * - for a final version a final one, since candidates may never have been
 *   released; for a candidate either kind;
 * - never on `head` itself: that is the same release under another name (`v1`
 *   beside `v1.2.0`) or again, and the difference would always be empty;
 * - among equal ones (`v1` that follows the newest 1.x, and `v1.0.0`) one with
 *   as many numbers as `tag` has. Equal ones on different commits are no answer.
 */
export const previousTag = (tag: string, head: string, tags: readonly Tag[]): PreviousTag => {
  const own = versionOf(tag)
  if (own === undefined) return none('the name of the tag holds no version')
  const isFinal = own.preRelease.length === 0
  const nearest = alike(nearestOf(candidates(own, head, tags, isFinal)), own)
  const [commit, ...others] = new Set(nearest.map((candidate) => candidate.commit))
  if (commit === undefined) {
    return none(`no tag of the same form has a lower ${isFinal ? 'final ' : ''}version`)
  }
  if (others.length > 0) return none('several tags name the version before, on different commits')
  return { kind: 'tag', commit, why: isFinal ? 'the release before' : 'the version before' }
}

const none = (why: string): PreviousTag => ({
  kind: 'none',
  why: `${why}; set input 'base' to compare with a tag`,
})

type Candidate = { readonly version: Version; readonly commit: string }

const candidates = (
  own: Version,
  head: string,
  tags: readonly Tag[],
  isFinal: boolean,
): readonly Candidate[] =>
  tags.flatMap(({ name, commit }) => {
    if (commit === head || !name.startsWith(own.prefix)) return []
    const version = versionOf(name)
    if (version === undefined || version.prefix !== own.prefix) return []
    if (isFinal && version.preRelease.length > 0) return []
    return compareVersions(version, own) < 0 ? [{ version, commit }] : []
  })

/** All that share the highest version. */
const nearestOf = (all: readonly Candidate[]): readonly Candidate[] => {
  let nearest: Candidate[] = []
  for (const candidate of all) {
    const [best] = nearest
    const order = best === undefined ? 1 : compareVersions(candidate.version, best.version)
    if (order > 0) nearest = [candidate]
    else if (order === 0) nearest.push(candidate)
  }
  return nearest
}

const alike = (nearest: readonly Candidate[], { numbers }: Version): readonly Candidate[] => {
  const same = nearest.filter(({ version }) => version.numbers.length === numbers.length)
  return same.length > 0 ? same : nearest
}
