import { type BuilderPlace, ensureSpace, type SpaceLimits } from '@ci-kit/docker-cache/engine/space'
import { toolFolders } from '@ci-kit/docker-cache/engine/tool-folders'
import { describe, expect, test } from '@jest/globals'

const GB = 1_000_000_000
const CONTAINER: BuilderPlace = { driver: 'docker-container', isNew: false }

type Given = {
  readonly limits?: Partial<SpaceLimits>
  readonly place?: BuilderPlace
  /** Free bytes before and after pruning. */
  readonly free?: readonly (number | undefined)[]
  readonly problem?: string
}

const ensured = async ({ limits, place = CONTAINER, free = [], problem }: Given) => {
  const events: string[] = []
  const left = [...free]
  const log = {
    info: (text: string) => void events.push(`info ${text}`),
    warning: (text: string) => void events.push(`warning ${text}`),
  }
  await ensureSpace({ minFree: 10 * GB, removeTools: false, ...limits }, place, '/temp', {
    log,
    freeBytes: async (path) => {
      events.push(`look ${path}`)
      return left.shift()
    },
    prune: async (bytes) => {
      events.push(`prune ${bytes}`)
      return problem
    },
    removeTools: () => {
      events.push('remove')
      return ['/opt/ghc']
    },
  })
  return events
}

describe('before a build', () => {
  test.each([
    ['docker-container', '/var/lib/docker'],
    ['docker', '/var/lib/docker'],
    ['remote', '/temp'],
    ['kubernetes', '/temp'],
  ])('the disk of a %s builder is looked at, %s', async (driver, path) => {
    expect(await ensured({ place: { driver, isNew: false }, free: [10 * GB] })).toEqual([
      `look ${path}`,
    ])
  })

  test('a disk that nobody knows is left alone', async () => {
    expect(await ensured({ free: [undefined] })).toEqual(['look /var/lib/docker'])
  })

  test('nothing is looked at without a limit', async () => {
    expect(await ensured({ limits: { minFree: 0 } })).toEqual([])
  })

  test('too little is pruned to the limit, and looked at again', async () => {
    const events = await ensured({ free: [2 * GB, 12 * GB] })
    expect(events.slice(0, 3)).toEqual([
      'look /var/lib/docker',
      `prune ${10 * GB}`,
      'look /var/lib/docker',
    ])
    expect(events.slice(3)).toEqual([
      expect.stringMatching(
        /^info 2\.0 GB are free .* less than the 10\.0 GB .*, 12\.0 GB are free now/,
      ),
    ])
  })

  test('still too little is a warning that says what to do', async () => {
    const events = await ensured({ free: [2 * GB, 3 * GB] })
    expect(events.at(-1)).toMatch(
      /^warning .*3\.0 GB are free now.*free-disk-space: true.*larger disk/,
    )
  })

  test('a prune that fails is told', async () => {
    const events = await ensured({ free: [2 * GB, 2 * GB], problem: 'buildx prune failed: boo' })
    expect(events.at(-1)).toMatch(/^warning .*buildx prune failed: boo/)
  })

  test.each([
    ['a new builder', { driver: 'docker-container', isNew: true }],
    ['a builder elsewhere', { driver: 'remote', isNew: false }],
  ])('%s is not pruned', async (_, place) => {
    const events = await ensured({ place, free: [GB] })
    expect(events.filter((event) => event.startsWith('prune'))).toEqual([])
    expect(events.at(-1)).toMatch(/^warning 1\.0 GB are free/)
  })

  test.each([
    [10 * GB, false],
    [9 * GB, true],
  ])('with %d bytes free the folders of tools are removed: %j', async (free, expected) => {
    const events = await ensured({ limits: { removeTools: true }, free: [free] })
    expect(events.includes('remove')).toBe(expected)
  })

  test('the folders of tools are removed without a limit, where that is allowed', async () => {
    const limits = { minFree: 0, removeTools: true }
    expect(await ensured({ limits })).toEqual([
      'remove',
      'info Removed in the background: /opt/ghc.',
    ])
  })
})

describe('folders of tools', () => {
  const HOSTED = { RUNNER_ENVIRONMENT: 'github-hosted', RUNNER_OS: 'Linux' }

  test("are those that are there, on GitHub's Linux machines", () => {
    const there = ['/usr/share/dotnet', '/usr/local/lib/android', '/home']
    expect(toolFolders(HOSTED, (path) => there.includes(path))).toEqual([
      '/usr/local/lib/android',
      '/usr/share/dotnet',
    ])
  })

  test.each([
    {},
    { ...HOSTED, RUNNER_ENVIRONMENT: 'self-hosted' },
    { ...HOSTED, RUNNER_ENVIRONMENT: '' },
    { ...HOSTED, RUNNER_OS: 'macOS' },
    { RUNNER_OS: 'Linux' },
  ])('are none with %j', (env) => {
    expect(toolFolders(env, () => true)).toEqual([])
  })
})
