import { resolve } from 'node:path'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import type { Log } from '@ci-kit/core/log'
import { fileLedger } from './file-ledger.ts'
import { githubLedger } from './github-ledger.ts'
import type { Ledger } from './ledger.ts'
import type { LedgerPlace } from './ledger-place.ts'

/** Where the inputs say that the history is, undefined for none. `production`: whether users see the environment. */
export const chosenLedger = (
  place: LedgerPlace,
  production: boolean,
  github: GitHubApi & GitHubWriter,
  { workspace, log }: { readonly workspace: string; readonly log: Log },
): Ledger | undefined => {
  if (place.kind === 'none') return undefined
  return place.kind === 'github'
    ? githubLedger(github, { production, log })
    : fileLedger(resolve(workspace, place.path), systemClock)
}
