import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoPlace } from '@ci-kit/cli/demo/demo-place'
import { tellLarge } from '@ci-kit/cli/demo/large-story'
import { renderTable } from '@ci-kit/cli/demo/table'
import { startRegistry } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { until } from '../fakes/until.ts'

const exec = childProcesses(new AbortController().signal)
const main = fileURLToPath(import.meta.resolve('@ci-kit/cli/main'))

let temp: string
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'ck-'))
})
afterEach(() => rmSync(temp, { recursive: true }))

const environment = () => ({ ...process.env, TMPDIR: temp })

const ciKit = (...args: string[]) => ciKitWith({}, ...args)

const ciKitWith = (more: Record<string, string>, ...args: string[]) =>
  program([main, ...args], { ...environment(), ...more })

/** What `npm run` starts. */
const task = (...args: string[]) =>
  program([join(repositoryRoot, 'packages/tooling/src/task.mjs'), ...args], environment())

const program = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
  const result = await exec(process.execPath, args, { env })
  const [stdout, stderr] = [result.stdout, result.stderr].map((bytes) =>
    Buffer.from(bytes).toString(),
  )
  return { exitCode: result.exitCode, stdout: stdout ?? '', stderr: stderr ?? '' }
}

const gitStatus = async (): Promise<string> => {
  const { stdout } = await exec('git', ['status', '--porcelain', 'examples', 'actions'], {
    cwd: repositoryRoot,
  })
  return Buffer.from(stdout).toString()
}

/** A green step with so many changes at AWS. */
const deployment = (outcome: string, writes: number, ...taskDefinitions: readonly string[]) => ({
  step: expect.any(String),
  outcome,
  exitCode: 0,
  writes,
  taskDefinitions,
  exitCodes: [],
  seconds: expect.any(Number),
})

describe('ci-kit demo', () => {
  test('tells the whole story and leaves nothing behind', async () => {
    const before = await gitStatus()
    const { exitCode, stdout, stderr } = await ciKit('demo', '--json', '--quick')
    if (exitCode !== 0) throw new Error(stderr)
    const { steps, scans, proofs, deployments } = JSON.parse(stdout)
    expect(scans).toEqual([
      expect.objectContaining({ verdict: 'fail', critical: 0, high: 1, introduced: null }),
      expect.objectContaining({ verdict: 'pass', critical: 0, high: 1, introduced: 0 }),
    ])
    expect(scans[0].digest).toBe(steps[0].builds[0].digest)
    const signed = { statements: 5, verified: true }
    expect(proofs).toEqual([
      expect.objectContaining({ outcome: 'signed', reused: 0, certificates: 1, ...signed }),
      expect.objectContaining({ outcome: 'reused', reused: 5, certificates: 0, ...signed }),
      expect.objectContaining({ outcome: 'verified', statements: 3, refused: 0 }),
      expect.objectContaining({ outcome: 'refused', statements: 0, refused: 3 }),
    ])
    expect(stderr).toContain('A Sigstore that is made up for this demo')
    expect(deployments).toEqual([
      deployment('succeeded', 4, 'shop-api:2', 'shop-web:2'),
      deployment('unchanged', 0, 'shop-api:2', 'shop-web:2'),
      {
        ...deployment('rolled-back', 3, 'shop-api:3', 'shop-web:2'),
        exitCode: 1,
        exitCodes: [137],
      },
      deployment('succeeded', 2, 'shop-api:4', 'shop-web:2'),
      deployment('rolled-back', 1, 'shop-api:2'),
      deployment('rolled-back', 1, 'shop-api:1'),
    ])
    expect(stderr).toContain('An Amazon ECS that is simulated')
    expect(stderr).toContain('cache: 480 of 4096 MiB')
    expect(steps.pop()).toEqual({ step: 'large image', leftOut: '--quick' })
    expect(steps.map(({ selected }: { selected: string[] }) => selected.toSorted())).toEqual([
      ['api', 'web', 'worker'],
      ['api', 'web', 'worker'],
      ['api', 'web', 'worker'],
      ['api', 'web'],
      [],
    ])
    const builds = (index: number, ...members: string[]) =>
      new Map(
        steps[index].builds.map((build: Record<string, unknown>) => [
          build.component,
          members.map((member) => build[member]).join(' '),
        ]),
      )
    expect(builds(1, 'skipped', 'cachedSteps', 'totalSteps', 'rate')).toEqual(
      new Map(['api', 'web', 'worker'].map((component) => [component, 'true 0 0 100'])),
    )
    expect([...builds(2, 'cachedSteps', 'totalSteps', 'rate')].toSorted()).toEqual([
      ['api', '11 11 100'],
      ['web', '9 9 100'],
      ['worker', '10 10 100'],
    ])
    expect(builds(1, 'digest')).toEqual(builds(0, 'digest'))
    expect(builds(2, 'digest')).toEqual(builds(0, 'digest'))
    expect(builds(3, 'digest').get('api')).not.toBe(builds(2, 'digest').get('api'))
    expect(readdirSync(temp)).toEqual([])
    expect(await gitStatus()).toBe(before)
  }, 180_000)

  test('stops at once when it is interrupted', async () => {
    const child = spawn(process.execPath, [main, 'demo', '--quick'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    const complaint = (async () => {
      let text = ''
      for await (const piece of child.stderr) text += String(piece)
      return text
    })()
    child.stdout.on('data', (piece) => {
      if (String(piece).includes('first push')) child.kill('SIGINT')
    })
    expect(await closed).toEqual([130, null])
    expect(await complaint).toContain('ci-kit: Stopped by SIGINT.')
    await until(() => readdirSync(temp).length === 0)
  }, 60_000)

  test('keeps the registry and the work folder when asked, until it is told to end', async () => {
    const { exitCode, stdout } = await task('demo', '--quick', '--keep')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('A Sigstore that is made up for this demo')
    const [, address = ''] = /http:\/\/(127\.0\.0\.1:\d+)\/v2/.exec(stdout) ?? []
    const [, processes = '', folder = ''] = /kill ([\d ]+); rm -r (\S+)/.exec(stdout) ?? []
    const catalogue = await (await fetch(`http://${address}/v2/_catalog`)).json()
    expect(catalogue).toMatchObject({ repositories: expect.arrayContaining(['acme/shop/api']) })
    expect(existsSync(join(folder, 'shop/.git'))).toBe(true)
    const [, verify = ''] = /npx ci-kit (verify .*)/.exec(stdout) ?? []
    const proven = await ciKit(...verify.split(' '))
    expect(proven).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Verified') })
    const other = verify.replace('/pipeline.yml@', '/other.yml@')
    expect((await ciKit(...other.split(' '))).exitCode).toBe(1)
    const [, command = ''] = /npx ci-kit (run .*)/.exec(stdout) ?? []
    const exports = [...stdout.matchAll(/export (BUILDX_\w+|DOCKER_CONFIG)=(.*)/g)]
    const [, bin = ''] = /export PATH=([^:]+):/.exec(stdout) ?? []
    const builder = Object.fromEntries(exports.map(([, name, value]) => [name, value]))
    const env = { ...builder, PATH: `${bin}:${process.env.PATH}` }
    const built = await ciKitWith(env, ...command.split(' '))
    expect(built.stdout).toMatch(/cache-hit-rate=100\n/)
    for (const pid of processes.split(' ')) process.kill(Number(pid), 'SIGTERM')
    rmSync(folder, { recursive: true })
    await until(() => readdirSync(temp).length === 0)
  }, 180_000)
})

describe('the large image of the demo, here a small one', () => {
  const tellSmall = async (signal: AbortSignal, say: (line: string) => void) => {
    const folder = join(temp, 'work')
    mkdirSync(folder)
    const registry = await startRegistry({ folder: temp })
    try {
      const place = await demoPlace({ exec, signal, say }, registry.address, folder)
      return await tellLarge(place, { mebibytes: 2, folder, say, firstNumber: 6 })
    } finally {
      await registry.stop()
      expect(readdirSync(folder)).toEqual([])
    }
  }

  test('is built, built from the cache, and built nearly all from it after one line', async () => {
    const said: string[] = []
    const { signal } = new AbortController()
    const { story, broken } = await tellSmall(signal, (line) => said.push(line))
    expect(broken).toEqual([])
    expect(renderTable(story).split('\n').slice(2)).toEqual([
      expect.stringMatching(/^1 large image, first push +large +0\/14 +0 % /),
      expect.stringMatching(/^2 large image, built all the same +large +14\/14 +100 % /),
      expect.stringMatching(/^3 large image, one line +large +12\/14 +85 % /),
    ])
    expect(said).toContain('\n8. large image, one line')
  }, 120_000)

  test('is gone when it is interrupted while it is built', async () => {
    const stop = new AbortController()
    const told = tellSmall(stop.signal, (line) => {
      if (/ \d+\/14 built/.test(line)) stop.abort(new Error('Stopped by SIGINT.'))
    })
    await expect(told).rejects.toThrow('Stopped by SIGINT.')
  }, 120_000)
})

describe('ci-kit', () => {
  test.each([
    [['dmo'], 'ci-kit: There is no command dmo. Did you mean demo?\n'],
    [['demo', '--jsn'], 'ci-kit: There is no option --jsn. Did you mean --json?\n'],
    [
      ['run', 'docker-cach'],
      'ci-kit: There is no action docker-cach. Did you mean docker-cache?\n',
    ],
    [['run'], 'ci-kit: Name an action: ci-kit run <action>.\n'],
    [
      ['run', 'docker-cache', '--payload', '/none'],
      /^ci-kit: The payload \/none cannot be used: .*\n$/,
    ],
    [
      ['run', 'docker-cache', '--with', 'cntext=.'],
      /^ci-kit: Input 'cntext' is not declared by action 'docker-cache'.*\n$/,
    ],
  ])('%j ends with one line and exit code 1', async (args, line) => {
    const { exitCode, stderr } = await ciKit(...args)
    expect(exitCode).toBe(1)
    expect(stderr).toEqual(typeof line === 'string' ? line : expect.stringMatching(line))
  })

  test('a failing action gives its own exit code and error', async () => {
    const inputs = [
      '--with',
      'registry=127.0.0.1:9',
      '--with',
      'image-name=a',
      '--with',
      'context=gone',
    ]
    const { exitCode, stdout } = await ciKit('run', 'docker-cache', '--workspace', temp, ...inputs)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Error: .*gone/m)
    expect(stdout).toContain('Exit code 1 after')
  })

  test('--help names the commands', async () => {
    const { exitCode, stdout } = await ciKit('--help')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('ci-kit run <action>')
    expect(stdout).toContain('ci-kit demo')
  })
})
