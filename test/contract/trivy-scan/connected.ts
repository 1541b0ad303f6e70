import { type GitHubConnection, octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import type { Clock } from '@ci-kit/core/clock'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import type { Log } from '@ci-kit/core/log'
import {
  type CodeScanningServer,
  type CodeScanningSetup,
  startCodeScanning,
} from '../../fakes/code-scanning-server.ts'

export type Connected = {
  readonly server: CodeScanningServer
  readonly github: GitHubApi & GitHubWriter
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  /** How long was waited each time, in milliseconds. */
  readonly waits: readonly number[]
  readonly log: Log
  /** `notice …`, `warning …` and `info …`, in order. */
  readonly said: readonly string[]
  readonly cancellation: AbortSignal
}

/** The real client on a fake GitHub, with a clock that only waiting moves. */
export const connected = async (
  setup: CodeScanningSetup = {},
  more: Partial<GitHubConnection> = {},
): Promise<Connected> => {
  const server = await startCodeScanning({ token: 't0ken', ...setup })
  const waits: number[] = []
  let now = 0
  const clock = {
    elapsed: () => now,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds)
      now += milliseconds
    },
  }
  const { cancellation = new AbortController().signal } = more
  const connection: GitHubConnection = {
    token: 't0ken',
    apiUrl: server.url,
    repository: 'octo/shop',
    clock,
    cancellation,
    tokenInput: 'github-token',
    ...more,
  }
  const github = { ...octokitApi(connection), ...octokitWriter(connection) }
  const said: string[] = []
  return { server, github, clock, waits, log: logTo(said), said, cancellation }
}

const logTo = (said: string[]): Log => {
  const add = (kind: string) => (text: string) => void said.push(`${kind} ${text}`)
  return {
    info: add('info'),
    debug: add('debug'),
    notice: add('notice'),
    warning: add('warning'),
    error: add('error'),
    group: add('group'),
    endGroup: () => void said.push('endgroup'),
  }
}
