import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import type { GitHubWriter } from '@ci-kit/core/github'
import {
  type AttestationsServer,
  type AttestationsSetup,
  startAttestations,
} from '../../../fakes/attestations-server.ts'

export type Connected = {
  readonly server: AttestationsServer
  readonly writer: GitHubWriter
  /** How long was waited each time, in milliseconds. */
  readonly waits: readonly number[]
  readonly clock: { elapsed(): number; sleep(milliseconds: number): Promise<void> }
}

/** The real client on a fake GitHub, with a clock that only waiting moves. */
export const connected = async (
  setup: AttestationsSetup = {},
  token = 't0ken',
): Promise<Connected> => {
  const server = await startAttestations(setup)
  const waits: number[] = []
  const clock = {
    elapsed: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (milliseconds: number) => void waits.push(milliseconds),
  }
  const writer = octokitWriter({
    token,
    apiUrl: server.url,
    repository: 'octo/shop',
    clock,
    cancellation: new AbortController().signal,
    tokenInput: 'github-token',
  })
  return { server, writer, waits, clock }
}
