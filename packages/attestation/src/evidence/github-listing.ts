import { UserError } from '@ci-kit/core/errors'
import { type GitHubAnswer, type GitHubApi, GitHubRefusal } from '@ci-kit/core/github'
import { PAGE_SIZE } from '@ci-kit/core/github-pages'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'
import { MOST_ATTACHMENTS } from '../limits.ts'

const PERMISSIONS = ['attestations: read']

/** Pages may be shorter than asked for. */
const MOST_PAGES = 10

/** Entries as GitHub lists them, of any content; not whole where there are more than are looked at. */
export type Listed = { readonly entries: readonly Json[]; readonly isWhole: boolean }

/** The attestations of a digest. Throws for every answer that does not say how many there are. */
export const listedAttestations = async (
  api: GitHubApi,
  subject: Digest,
  predicateTypes: readonly string[],
): Promise<Listed> => {
  const entries: Json[] = []
  let after: string | undefined
  for (let page = 0; page < MOST_PAGES && entries.length <= MOST_ATTACHMENTS; page += 1) {
    const answer = await pageOf(api, subject, predicateTypes, after)
    if (answer === undefined) return { entries, isWhole: true }
    entries.push(...entriesIn(answer))
    after = nextIn(answer)
    if (after === undefined) return { entries, isWhole: true }
  }
  return { entries, isWhole: false }
}

/** `undefined` when GitHub says that there is nothing. */
const pageOf = async (
  api: GitHubApi,
  subject: Digest,
  [type, ...others]: readonly string[],
  after: string | undefined,
): Promise<GitHubAnswer | undefined> => {
  try {
    return await api.get({
      route: 'attestations/{subject_digest}',
      parameters: {
        subject_digest: subject,
        per_page: PAGE_SIZE,
        // It takes one; what comes is looked at again.
        ...(type !== undefined && others.length === 0 && { predicate_type: type }),
        ...(after !== undefined && { after }),
      },
      asked: `the attestations of ${subject}`,
      permissions: PERMISSIONS,
    })
  } catch (thrown) {
    if (!(thrown instanceof GitHubRefusal) || thrown.status !== 404 || after !== undefined)
      throw thrown
    await requireReadable(api, thrown)
    return undefined
  }
}

/**
 * Until 2026 GitHub answered 404 where it answers an empty list today, and it
 * does so for whatever a token may not know of (a missing permission in a
 * repository that it may read is a 403). So 404 means none only in a
 * repository that can be read, which this question needs no more than the
 * `metadata: read` that every token has.
 */
const requireReadable = async (api: GitHubApi, missing: GitHubRefusal): Promise<void> => {
  try {
    await api.get({
      route: 'languages',
      parameters: {},
      asked: 'the languages of the repository',
      permissions: ['metadata: read'],
    })
  } catch (thrown) {
    if (!(thrown instanceof GitHubRefusal) || thrown.status !== 404) throw thrown
    throw new UserError(
      `GitHub could not be asked for attestations: it answered 404 for the repository itself, too, so the token may not read it. Let the token read the repository, with ${PERMISSIONS.join(', ')}. (${missing.reason})`,
    )
  }
}

const entriesIn = ({ data }: GitHubAnswer): readonly Json[] => {
  const entries = isObject(data) ? data.attestations : undefined
  if (!Array.isArray(entries)) throw unexpected('no list of attestations')
  return entries.map((entry: unknown) => {
    if (isObject(entry)) return entry
    throw unexpected('an entry that is no object')
  })
}

/** The cursor in the address of the next page. */
const nextIn = ({ headers }: GitHubAnswer): string | undefined => {
  const link = stringAt(headers, 'link') ?? ''
  const address = /<([^<>]+)>; rel="next"/.exec(link)?.[1]
  if (address === undefined) return undefined
  const after = URL.canParse(address) ? new URL(address).searchParams.get('after') : null
  if (after === null || after === '') throw unexpected('a next page without a cursor')
  return after
}

/** GitHub answered something else than its documentation says. */
export const unexpected = (what: string): UserError =>
  new UserError(`GitHub answered ${what} to the question for attestations. Run the job again.`)
