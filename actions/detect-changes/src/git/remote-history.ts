import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Found, isMissing } from '../found.ts'
import type { History } from '../history.ts'
import { isRefName } from '../ref-name.ts'
import { isSha } from '../sha.ts'
import { type Checkout, isHere } from './checkout.ts'
import type { Git } from './git.ts'
import { difference, type Meeting, meeting, mergeBaseIn } from './questions.ts'
import { refFiles } from './ref-files.ts'
import { fetchedRef, remoteCandidates } from './ref-names.ts'
import type { Fetched, Remote } from './remote.ts'
import { parseTags } from './tag-list.ts'

/**
 * History from the remote of the checkout: one fetch per run. A comparison
 * takes two processes, one since a merge base three, with the names of its
 * branches or without.
 */
export const remoteHistory = (
  git: Git,
  checkout: Checkout | undefined,
  remote: Remote | undefined,
): History => {
  if (checkout === undefined || remote === undefined) return NOWHERE
  let met: Meeting | undefined
  const meet = async (revisions: readonly string[]): Promise<Found<Meeting>> => {
    if (!revisions.every((name) => isSha(name) || isRefName(name))) return { missing: NO_NAME }
    const fetched = await remote.fetch({ revisions, history: true })
    if (isMissing(fetched)) return fetched
    if (!isWhole(fetched.value)) return { missing: CUT }
    const ids = revisions.flatMap((revision) => idIn(fetched.value, revision) ?? [])
    if (ids.length < revisions.length) return { missing: NO_REF }
    const found = await meeting(git, fetched.value.env, ids)
    if (isMissing(found)) return { missing: `${NO_COMMIT} (${found.missing})` }
    met = found.value
    return found
  }
  return {
    commits: async (revisions) => {
      if (revisions.every(isSha)) return { value: revisions }
      const found = await meet(revisions)
      return isMissing(found) ? found : { value: found.value.commits }
    },
    mergeBase: async (base, head) => {
      const known = met?.commits[0] === base && met.commits[1] === head ? met : undefined
      const found = known ? { value: known } : await meet([base, head])
      return isMissing(found) ? found : mergeBaseIn(found.value, head, UNRELATED)
    },
    changes: async (base, head) => {
      const revisions = [base, head].filter((id) => !isHere(checkout, id))
      if (revisions.length === 0 || !revisions.every(isSha)) return { missing: NOTHING_TO_FETCH }
      const fetched = await remote.fetch({ revisions, history: false })
      return isMissing(fetched) ? fetched : difference(git, fetched.value.env, base, head)
    },
    tags: async () => {
      const lines = await remote.tags()
      return isMissing(lines) ? lines : { value: parseTags(lines.value) }
    },
  }
}

const NO_CHECKOUT = {
  missing:
    'a commit to compare is missing, and there is no Git checkout with a remote to fetch it from',
}
const NOWHERE: History = {
  commits: async () => NO_CHECKOUT,
  mergeBase: async () => NO_CHECKOUT,
  changes: async () => NO_CHECKOUT,
  tags: async () => NO_CHECKOUT,
}

const NO_NAME = 'the base or head to compare is no name that a branch or tag can have'
const NO_REF = 'the branch or tag to compare is not on the remote'
const NO_COMMIT = 'what to compare is no commit'
const CUT = 'the fetched history does not reach back to where base and head meet'
const UNRELATED = 'base and head have no commit in common'
const NOTHING_TO_FETCH = 'there is no commit that could be fetched'

/** A remote may be cut itself. */
const isWhole = ({ history, folder }: Fetched): boolean =>
  history && !existsSync(join(folder, 'shallow'))

const idIn = ({ folder }: Fetched, revision: string): string | undefined => {
  if (isSha(revision)) return revision
  const refs = refFiles(folder)
  return remoteCandidates(revision)
    .map((ref) => refs.id(fetchedRef(ref)))
    .find((id) => id !== undefined)
}
