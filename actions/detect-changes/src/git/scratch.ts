import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Found, isMissing } from '../found.ts'
import type { Setting } from './environment.ts'
import type { Git } from './git.ts'

/** Where fetched objects are, and how to throw them away. */
export type Scratch = { readonly objects: string; remove(): void }

/**
 * Fetches single commits with their trees, without file contents, into a
 * repository of its own: the checkout, its configuration and its shallow file
 * stay as they are. (`git fetch --depth=1` in a full checkout makes it shallow.)
 * Two processes: one reads the remote with its credentials from the checkout.
 */
export const fetchCommits = async (
  git: Git,
  temp: string,
  commits: readonly string[],
  login: ServerLogin,
): Promise<Found<Scratch>> => {
  const settings = await remoteSettings(git)
  if (isMissing(settings)) return settings
  const url = settings.value.find(([name]) => name === 'remote.origin.url')?.[1]
  if (url === undefined) return { missing: "the checkout has no remote 'origin' to fetch from" }
  const folder = emptyRepository(temp, commits[0]?.length === 64)
  const scratch = {
    objects: join(folder, 'objects'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  const fetched = await git({
    args: [...FETCH, '--end-of-options', url, ...commits],
    settings: [
      ...settings.value.filter(([name]) => !name.startsWith('remote.')),
      ...loginSettings(settings.value, login),
    ],
    env: { GIT_DIR: folder },
    fetches: true,
  })
  if (!isMissing(fetched)) return { value: scratch }
  scratch.remove()
  return {
    missing: `a commit to compare is neither in the checkout nor on its remote (${fetched.missing})`,
  }
}

const FETCH = [
  'fetch',
  '--quiet',
  '--depth=1',
  '--filter=blob:none',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-recurse-submodules',
]

/** What reaching the remote takes. Only the checkout's own file, with the files it includes: all others apply anyway. */
const REMOTE =
  '^(remote\\.origin\\.url|http\\..*|credential\\..*|url\\..*|core\\.sshcommand|ssh\\..*)$'

const remoteSettings = async (git: Git): Promise<Found<readonly Setting[]>> => {
  const answer = await git({
    args: ['config', '--local', '--includes', '-z', '--get-regexp', REMOTE],
  })
  if (isMissing(answer)) {
    return {
      missing:
        'a commit to compare is missing, and there is no Git checkout with a remote to fetch it from',
    }
  }
  const entries = Buffer.from(answer.value).toString().split('\0').slice(0, -1)
  return { value: entries.map(settingOf) }
}

/** The job's token, and the server that may see it: `https://github.com`. */
export type ServerLogin = { readonly token: string; readonly serverUrl: string }

/**
 * A checkout made with `persist-credentials: false` cannot reach a private
 * repository. The header is bound to the server by its address, as
 * actions/checkout binds its own.
 */
const loginSettings = (
  checkout: readonly Setting[],
  { token, serverUrl }: ServerLogin,
): readonly Setting[] => {
  const hasCredentials = checkout.some(([name]) => /^credential\.|\.extraheader$/.test(name))
  if (token === '' || hasCredentials || !URL.canParse(serverUrl)) return []
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  return [[`http.${new URL(serverUrl).origin}/.extraheader`, `AUTHORIZATION: basic ${basic}`]]
}

/** `name LF value`; a name alone means true. */
const settingOf = (entry: string): Setting => {
  const [name = '', ...value] = entry.split('\n')
  return [name, value.length === 0 ? 'true' : value.join('\n')]
}

const emptyRepository = (temp: string, sha256: boolean): string => {
  const folder = mkdtempSync(join(temp, 'detect-changes-'))
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n')
  const format = sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : ''
  writeFileSync(
    join(folder, 'config'),
    `[core]\n\tbare = true\n\trepositoryFormatVersion = 1\n${format}`,
  )
  return folder
}
