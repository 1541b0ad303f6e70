import type { History } from '../history.ts'
import type { Checkout } from './checkout.ts'
import type { Git } from './git.ts'
import { localHistory } from './local-history.ts'
import type { ServerLogin } from './login.ts'
import { gitRemote } from './remote.ts'
import { remoteHistory } from './remote-history.ts'

export type GitHistories = {
  /** What the checkout holds. */
  readonly local: History
  /** What its remote `origin` holds. */
  readonly remote: History
  /** Removes what was fetched. The end of the process does so too. */
  close(): void
}

/** The histories that Git knows. `temp` is for what is fetched, `login` for checkouts without credentials of their own. */
export const gitHistories = (
  git: Git,
  checkout: Checkout | undefined,
  temp: string,
  login: ServerLogin,
): GitHistories => {
  const remote = checkout && gitRemote(git, checkout, temp, login)
  return {
    local: localHistory(git, checkout, () => remote?.fetched() !== undefined),
    remote: remoteHistory(git, checkout, remote),
    close: () => remote?.close(),
  }
}
