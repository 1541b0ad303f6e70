import { systemCode } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { type Found, isMissing } from '../found.ts'
import { isSha } from '../sha.ts'
import { type Checkout, isHere } from './checkout.ts'
import type { Git } from './git.ts'
import { loginSettings, type ServerLogin } from './login.ts'
import { refspecs } from './ref-names.ts'
import { configOf, type Known, openScratch, type Scratch } from './scratch.ts'

/** What to fetch: commits alone, or revisions with all that led to them. */
export type Wanted = { readonly revisions: readonly string[]; readonly history: boolean }

/** Where what was fetched is, for Git and by its folder. */
export type Fetched = {
  readonly env: Environment
  readonly folder: string
  /** Whether the whole history of the revisions is there. */
  readonly history: boolean
}

/** The remote `origin` of a checkout, which never changes the checkout. */
export type Remote = {
  /**
   * Fetches into one repository, once per run: a remote that failed is not
   * asked again, and a later question has what the first one fetched. One process.
   */
  fetch(wanted: Wanted): Promise<Found<Fetched>>
  /** What {@link fetch} has brought so far. */
  fetched(): Fetched | undefined
  /** Lines of id TAB name for the tags, and for what annotated ones name. One process, no fetch. */
  tags(): Promise<Found<string>>
  /** Removes what was fetched. */
  close(): void
}

const FETCH = [
  'fetch',
  '--quiet',
  '--filter=blob:none',
  '--no-tags',
  '--refmap=',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-write-commit-graph',
  '--no-recurse-submodules',
  '--upload-pack=git-upload-pack',
]

const LIST_TAGS = ['ls-remote', '--quiet', '--tags', '--end-of-options', 'origin']

/** `login` is for checkouts without credentials of their own. */
export const gitRemote = (
  git: Git,
  checkout: Checkout,
  temp: string,
  login: ServerLogin,
): Remote => {
  let scratch: Scratch | undefined
  let answer: Promise<Found<Fetched>> | undefined
  let brought: Fetched | undefined
  const opened = (): Found<Scratch> =>
    written(() => {
      scratch ??= openScratch(temp, checkout, checkout.head?.length === 64)
      return scratch
    })
  const ask = (args: readonly string[], { folder }: Scratch, env: Environment) => {
    const settings = loginSettings(configOf(checkout), login)
    return git({ args, env, folder, settings, fetches: true })
  }
  const fetchOnce = async ({ revisions, history }: Wanted): Promise<Found<Fetched>> => {
    const place = opened()
    if (isMissing(place)) return place
    const { env: own, folder, borrowing } = place.value
    // A history is fetched whole: objects of a cut one, or promised ones, would count as all of it.
    const known = history ? undefined : knownOf(checkout)
    const borrowed = known ? written(() => borrowing(known)) : { value: own }
    if (isMissing(borrowed)) return borrowed
    const { value: env } = borrowed
    const depth = history ? [] : ['--depth=1']
    const what = revisions.flatMap((name) => (isSha(name) ? [name] : refspecs(name)))
    const done = await ask(
      [...FETCH, ...depth, '--end-of-options', 'origin', ...what],
      place.value,
      env,
    )
    if (isMissing(done)) return { missing: `${NOT_THERE} (${done.missing})` }
    brought = { env, folder, history }
    return { value: brought }
  }
  return {
    fetch: (wanted) => {
      answer ??= fetchOnce(wanted)
      return answer
    },
    fetched: () => brought,
    tags: async () => {
      const place = opened()
      if (isMissing(place)) return place
      const { env } = place.value
      const lines = await ask(LIST_TAGS, place.value, env)
      return isMissing(lines) ? lines : { value: Buffer.from(lines.value).toString() }
    },
    close: () => scratch?.remove(),
  }
}

const NOT_THERE =
  'a commit to compare is not in the checkout and could not be fetched; debug logging shows what Git says'

/** GitHub may answer what cannot be fetched for want of a place: a full disk, or one that nobody may write. */
const written = <T>(write: () => T): Found<T> => {
  try {
    return { value: write() }
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === undefined) throw thrown
    return { missing: `nothing can be fetched: the folder in RUNNER_TEMP takes no files (${code})` }
  }
}

/** A partial clone may lack trees of any commit, so nothing of it is borrowed. */
const knownOf = (checkout: Checkout): Known | undefined => {
  const { head: commit, shallow } = checkout
  return commit !== undefined && isHere(checkout, commit) ? { commit, shallow } : undefined
}
