import type { StepEvent } from '../run-step.ts'
import type { Commit } from './shop-repository.ts'

const OWNER = 'acme'
const REPOSITORY = `${OWNER}/shop`
const URL = `https://github.com/${REPOSITORY}`

const SHOP = {
  name: 'shop',
  full_name: REPOSITORY,
  private: true,
  default_branch: 'main',
  html_url: URL,
  owner: { login: OWNER },
}

/** A push of one commit to main, with the members that GitHub's webhook has. */
export const pushEvent = (commit: Commit): StepEvent => {
  const created = /^0+$/.test(commit.before)
  const pushed = pushedCommit(commit)
  return {
    name: 'push',
    ref: 'refs/heads/main',
    sha: commit.sha,
    repository: REPOSITORY,
    payload: {
      ref: 'refs/heads/main',
      before: commit.before,
      after: commit.sha,
      created,
      deleted: false,
      forced: false,
      base_ref: null,
      compare: `${URL}/compare/${commit.before.slice(0, 12)}...${commit.sha.slice(0, 12)}`,
      commits: [pushed],
      head_commit: pushed,
      pusher: { name: OWNER, email: 'shop@localhost' },
      sender: { login: OWNER, type: 'User' },
      repository: SHOP,
    },
  }
}

const pushedCommit = ({ sha, message, added, removed, modified }: Commit) => ({
  id: sha,
  message,
  distinct: true,
  url: `${URL}/commit/${sha}`,
  author: { name: 'Shop', email: 'shop@localhost' },
  committer: { name: 'Shop', email: 'shop@localhost' },
  added,
  removed,
  modified,
})
