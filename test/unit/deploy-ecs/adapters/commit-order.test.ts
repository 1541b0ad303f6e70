import { type GitHubApi, GitHubRefusal } from '@ci-kit/core/github'
import { commitOrder } from '@ci-kit/deploy-ecs/adapters/commit-order'
import { describe, expect, test } from '@jest/globals'

const OURS = 'a'.repeat(40)
const THEIRS = 'b'.repeat(40)

const refused = (status: number): GitHubRefusal =>
  new GitHubRefusal(`GitHub answered ${status}.`, {
    status,
    reason: '',
    rateLimited: false,
  })

type Answers = {
  readonly compared: unknown
  /** Commits that the repository has. */
  readonly commits?: readonly string[]
}

/** GitHub with answers, where a refusal is thrown. */
const githubWith = ({ compared, commits = [] }: Answers) => {
  const asked: string[] = []
  const github: GitHubApi = {
    get: async ({ route, parameters }) => {
      asked.push(route)
      if (route === 'git/commits/{sha}') {
        if (commits.includes(String(parameters.sha))) return { data: {}, headers: {} }
        throw refused(404)
      }
      expect(parameters.basehead).toBe(`${OURS}...${THEIRS}`)
      if (compared instanceof Error) throw compared
      return { data: compared, headers: {} }
    },
  }
  return { asked, order: commitOrder(github) }
}

const messageOf = (answers: Answers): Promise<string> =>
  githubWith(answers)
    .order(OURS, THEIRS)
    .then(String, (thrown: unknown) => (thrown instanceof Error ? thrown.message : ''))

describe('the order of two commits', () => {
  test.each([
    ['ahead', true],
    ['behind', false],
    ['diverged', false],
  ])('is told by GitHub: %s', async (status, expected) => {
    expect(await githubWith({ compared: { status } }).order(OURS, THEIRS)).toBe(expected)
  })

  test('is asked for once for all services', async () => {
    const { asked, order } = githubWith({ compared: { status: 'ahead' } })
    await Promise.all([order(OURS, THEIRS), order(OURS, THEIRS)])
    expect(asked).toEqual(['compare/{basehead}'])
  })

  test.each([[{}], [[]], ['ahead'], [{ status: 'sideways\n::error::' }]])(
    'is in doubt for %j, which stops the step',
    async (compared) => {
      const message = await messageOf({ compared })
      expect(message).toMatch(/^GitHub does not say whether commit b{12}.*than a{12}: .*/)
      expect(message).toContain("set 'older-commit: deploy'")
      expect(message).not.toContain('\n')
    },
  )

  test('does not matter for a commit that a forced push took away', async () => {
    const { order } = githubWith({ compared: refused(404), commits: [OURS] })
    expect(await order(OURS, THEIRS)).toBe(false)
  })

  test.each([
    ['nothing of the repository can be read', refused(404), []],
    ['both commits are there', refused(404), [OURS, THEIRS]],
    ['the permission is missing', refused(403), [OURS]],
  ])('is in doubt when %s', async (_, compared, commits) => {
    expect(await messageOf({ compared, commits })).toBe(compared.message)
  })
})
