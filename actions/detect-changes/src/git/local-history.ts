import type { Change } from '../change.ts'
import { type Found, isMissing } from '../found.ts'
import type { History, Tag } from '../history.ts'
import { isRefName } from '../ref-name.ts'
import { isSha } from '../sha.ts'
import { type Checkout, holdsOneCommit, isHere } from './checkout.ts'
import type { Git } from './git.ts'
import { difference, type Meeting, meeting, mergeBaseIn } from './questions.ts'
import { localCandidates } from './ref-names.ts'
import { parseTags } from './tag-list.ts'

/**
 * History from the checkout alone, without the network. A question whose answer
 * is certain to be missing costs no process, any other costs one. `elsewhere`
 * says that more than the checkout holds has been fetched: then the other
 * history knows better.
 */
export const localHistory = (
  git: Git,
  checkout: Checkout | undefined,
  elsewhere: () => boolean,
): History => {
  if (checkout === undefined) return NOWHERE
  const env = { GIT_DIR: checkout.gitDir }
  const isShallow = checkout.shallow.size > 0
  let met: Meeting | undefined
  const meet = async (ids: readonly string[]): Promise<Found<Meeting>> => {
    const found = await meeting(git, env, ids)
    if (isMissing(found)) return { missing: TOO_SHORT }
    met = found.value
    return found
  }
  const commits = async (revisions: readonly string[]): Promise<Found<readonly string[]>> => {
    if (revisions.every(isSha)) return { value: revisions }
    const found = revisions.flatMap((revision) => idIn(checkout, revision) ?? [])
    const ids = found.map(({ id }) => id)
    if (ids.length < revisions.length) return { missing: NO_REF }
    if (!found.some(({ mayBeTag }) => mayBeTag)) return { value: ids }
    const peeled = isShallow ? { missing: TOO_SHORT } : await meet(ids)
    return isMissing(peeled) ? peeled : { value: peeled.value.commits }
  }
  return {
    commits,
    mergeBase: async (base, head) => {
      // Where history is cut, an older commit than the true one may look like the best.
      if (isShallow || elsewhere()) return { missing: TOO_SHORT }
      const ids = await commits([base, head])
      if (isMissing(ids)) return ids
      const isKnown = ids.value.every((id, index) => met?.commits[index] === id)
      const found = met && isKnown ? { value: met } : await meet(ids.value)
      return isMissing(found) ? found : mergeBaseIn(found.value, head, TOO_SHORT)
    },
    changes: async (base, head) => {
      const ids = [base, head]
      const isSure = ids.every((id) => isHere(checkout, id))
      if (!isSure && (elsewhere() || isCertainlyMissing(checkout, ids)))
        return { missing: NOT_BOTH }
      return bothHere(await difference(git, env, base, head))
    },
    tags: async () => tagsIn(await git({ args: TAGS, env })),
  }
}

const NO_CHECKOUT = { missing: 'there is no Git checkout in the working directory' }
const NOWHERE: History = {
  commits: async (revisions) => (revisions.every(isSha) ? { value: revisions } : NO_CHECKOUT),
  mergeBase: async () => NO_CHECKOUT,
  changes: async () => NO_CHECKOUT,
  tags: async () => NO_CHECKOUT,
}

const TOO_SHORT =
  "the checkout does not reach back to where base and head meet; give actions/checkout 'fetch-depth: 0'"
const NO_REF =
  "the branch or tag to compare is not in the checkout; give actions/checkout 'fetch-depth: 0'"
const NOT_BOTH = 'the checkout does not hold both commits to compare'

const bothHere = (found: Found<readonly Change[]>): Found<readonly Change[]> =>
  isMissing(found) ? { missing: `${NOT_BOTH} (${found.missing})` } : found

const isCertainlyMissing = (checkout: Checkout, ids: readonly string[]): boolean =>
  holdsOneCommit(checkout) && !ids.every((id) => isHere({ ...checkout, partial: false }, id))

type LocalId = { readonly id: string; readonly mayBeTag: boolean }

const idIn = ({ refs }: Checkout, revision: string): LocalId | undefined => {
  if (isSha(revision)) return { id: revision, mayBeTag: false }
  if (!isRefName(revision) || !refs.readable) return undefined
  for (const ref of localCandidates(revision)) {
    const id = refs.id(ref)
    if (id !== undefined) return { id, mayBeTag: !/^refs\/(?:heads|remotes)\//.test(ref) }
  }
  return undefined
}

const TAGS = [
  'for-each-ref',
  '--format=%(objectname)%09%(refname)%0a%(*objectname)%09%(refname)',
  'refs/tags/',
]

const tagsIn = (output: Found<Uint8Array>): Found<readonly Tag[]> =>
  isMissing(output) ? output : { value: parseTags(Buffer.from(output.value).toString()) }
