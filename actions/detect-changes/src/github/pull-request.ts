import type { GitHubApi, GitHubQuestion } from '@ci-kit/core/github'
import { pageOf, pagesFrom } from '@ci-kit/core/github-pages'
import { countAt, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Change, Status } from '../change.ts'
import type { Found } from '../found.ts'
import { objectIn, objectsIn, pathAt, shaAt, unreadable } from './answers.ts'

/** GitHub lists no more files of a pull request, and does not say that there are more. */
const MAX_FILES = 3_000
const MAX_PAGES = 30

/**
 * The changes of a pull request at the commit `head`: three requests, and one
 * for every hundred files after the first. The last one looks whether a push
 * came in between.
 */
export const pullRequestChanges = async (
  api: GitHubApi,
  number: number,
  head: string,
): Promise<Found<readonly Change[]>> => {
  const asked = `the files of pull request #${number}`
  const permissions = ['contents: read', 'pull-requests: read']
  const pull = { route: 'pulls/{number}', parameters: { number }, asked, permissions }
  const list = { ...pull, route: 'pulls/{number}/files' }
  const [before, first] = await Promise.all([stateOf(api, pull), pageOf(api, list, 1)])
  if (before.head !== head) return { missing: movedOn(number) }
  if (before.changedFiles > MAX_FILES) return { missing: cut(MAX_FILES, before.changedFiles) }
  const { answers } = await pagesFrom(api, list, first, MAX_PAGES)
  const files = answers.flatMap(({ data }) => objectsIn(data, asked))
  const after = await stateOf(api, pull)
  if (after.head !== head || after.base !== before.base) return { missing: movedOn(number) }
  if (files.length !== after.changedFiles) return { missing: cut(files.length, after.changedFiles) }
  return { value: merged(files.flatMap((file) => changesOf(file, asked))) }
}

const movedOn = (number: number): string =>
  `pull request #${number} has moved on since the event of this run`

const cut = (listed: number, counted: number): string =>
  `GitHub lists ${listed} files of the pull request and counts ${counted}; it never lists more than 3,000`

type State = { readonly head: string; readonly base: string; readonly changedFiles: number }

const stateOf = async (api: GitHubApi, question: GitHubQuestion): Promise<State> => {
  const facts = objectIn(await api.get(question), question.asked)
  const changedFiles = countAt(facts, 'changed_files')
  if (changedFiles === undefined) throw unreadable(question.asked)
  return {
    head: shaAt(objectAt(facts, 'head'), 'sha', question.asked),
    // A change of the target branch changes the list as well.
    base: stringAt(objectAt(facts, 'base'), 'ref') ?? '',
    changedFiles,
  }
}

/**
 * Both sides of a rename count: code is gone from one place and new in the
 * other. Whatever is neither new nor gone has changed in place.
 */
const changesOf = (file: Json, asked: string): readonly Change[] => {
  const path = pathAt(file, 'filename', asked)
  const status = stringAt(file, 'status')
  if (status === 'added' || status === 'copied') return [{ path, status: 'added' }]
  if (status === 'removed') return [{ path, status: 'deleted' }]
  if (status !== 'renamed') return [{ path, status: 'modified' }]
  return [
    { path: pathAt(file, 'previous_filename', asked), status: 'deleted' },
    { path, status: 'added' },
  ]
}

/** A path that one rename left and another one took has changed in place. */
const merged = (changes: readonly Change[]): readonly Change[] => {
  const statuses = new Map<string, Status>()
  for (const { path, status } of changes) {
    const known = statuses.get(path)
    statuses.set(path, known === undefined || known === status ? status : 'modified')
  }
  return [...statuses].map(([path, status]) => ({ path, status }))
}
