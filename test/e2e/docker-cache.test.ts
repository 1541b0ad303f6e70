import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { readManifest } from '@ci-kit/cli/manifest'
import type { StepResult } from '@ci-kit/cli/run-step'
import { registryClient } from '@ci-kit/oci/registry'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { denyingRegistry } from '../fakes/denying-registry.ts'
import { actionFolder, dockerCache, errorsOf } from './actions.ts'
import { baseImage } from './base-image.ts'

/*
 * The bundle as a runner runs it, on a real BuildKit and a real registry. Each
 * test has an image of its own, so none sees another's cache.
 */

const REPOSITORY = 'org/shop'
let engine: Engine
let base: string
let workspace: string
let image = 0

beforeAll(async () => {
  engine = await startEngine()
  base = await baseImage(engine)
}, 120_000)
afterAll(() => engine.stop(), 60_000)

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'docker-cache-test-'))
  image += 1
})
afterEach(() => rmSync(workspace, { recursive: true }))

const dockerfile = (...lines: string[]) =>
  writeFileSync(join(workspace, 'Dockerfile'), `${[`FROM ${base}`, ...lines].join('\n')}\n`)

const twoStages = (source: string) => {
  writeFileSync(join(workspace, 'source.txt'), source)
  writeFileSync(
    join(workspace, 'Dockerfile'),
    [
      `FROM ${base} AS builder`,
      'WORKDIR /src',
      'RUN echo dependencies > /dependencies',
      'COPY source.txt .',
      'RUN cat source.txt /dependencies > /app',
      `FROM ${base}`,
      'COPY --from=builder /app /app',
      'USER 65532',
      'CMD ["cat", "/app"]',
    ].join('\n'),
  )
}

const build = (step: Partial<Parameters<ReturnType<typeof dockerCache>>[0]> = {}) =>
  dockerCache(engine)({
    workspace,
    ...step,
    inputs: { 'image-name': `${REPOSITORY}/image-${image}`, ...step.inputs },
  })

const output = ({ outputs }: StepResult, name: string) => outputs[name]

const succeeded = (result: StepResult): StepResult => {
  if (result.exitCode !== 0) throw new Error(result.log)
  return result
}

const pullRequest = (headRepository: string) => ({
  name: 'pull_request',
  ref: 'refs/pull/7/merge',
  sha: '0'.repeat(40),
  repository: REPOSITORY,
  payload: {
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: '1'.repeat(40) },
      head: { ref: 'main', sha: '2'.repeat(40), repo: { full_name: headRepository } },
    },
    repository: { default_branch: 'main' },
  },
})

const pushTo = (branch: string) => ({
  name: 'push',
  ref: `refs/heads/${branch}`,
  sha: '0'.repeat(40),
  repository: REPOSITORY,
  payload: { repository: { default_branch: 'main' } },
})

const registryDigest = async (tag: string) => {
  const repository = registryClient({ host: engine.registry }).repository(
    `${REPOSITORY}/image-${image}`,
  )
  return (await repository.manifests.head(tag))?.digest
}

describe('a build', () => {
  test('is pushed, and its outputs name what the registry holds', async () => {
    twoStages('one')
    const result = succeeded(await build())
    const digest = output(result, 'digest')
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await registryDigest('main')).toBe(digest)
    const name = `${engine.registry}/${REPOSITORY}/image-${image}`
    expect(output(result, 'image')).toBe(`${name}@${digest}`)
    expect(output(result, 'tags')).toBe(`${name}:main`)
    expect(Number(output(result, 'duration-ms'))).toBeGreaterThan(0)
    expect(output(result, 'cached-steps')).toBe('0')
    expect(output(result, 'total-steps')).toBe('5')
    const { outputs } = readManifest(actionFolder('docker-cache'))
    expect(Object.keys(result.outputs).toSorted()).toEqual(outputs.toSorted())
    expect(result.summary).toContain('0 of 5 steps cached (0 %)')
    expect(result.summary).toContain('RUN cat source.txt')
  })

  test('that changed nothing is cached whole on a fresh builder and has the same digest', async () => {
    twoStages('one')
    const first = succeeded(await build())
    const { env } = await engine.freshBuilder()
    const second = succeeded(await build({ env, inputs: { skip: 'never' } }))
    expect(output(second, 'cache-hit-rate')).toBe('100')
    expect(output(second, 'cached-steps')).toBe('5')
    expect(output(second, 'digest')).toBe(output(first, 'digest'))
  }, 60_000)

  test('of one changed line builds what comes after it', async () => {
    twoStages('one')
    succeeded(await build())
    twoStages('two')
    const { env } = await engine.freshBuilder()
    const result = succeeded(await build({ env }))
    expect([output(result, 'cached-steps'), output(result, 'total-steps')]).toEqual(['2', '5'])
    expect(output(result, 'cache-hit-rate')).toBe('40')
  }, 60_000)

  test('of a new branch starts from the cache of the default branch and writes its own', async () => {
    twoStages('one')
    succeeded(await build({ event: pushTo('main') }))
    const { env } = await engine.freshBuilder()
    twoStages('two')
    const result = succeeded(await build({ env, event: pushTo('feature') }))
    expect(output(result, 'cache-hit-rate')).toBe('40')
    expect(await registryDigest('cache-feature')).toBeDefined()
  }, 60_000)

  test('has one digest under all its tags', async () => {
    dockerfile('RUN echo hello > /hello')
    const result = succeeded(
      await build({ inputs: { tags: '1.4.2, latest\n# a comment\nstable' } }),
    )
    const digests = await Promise.all(['1.4.2', 'latest', 'stable'].map(registryDigest))
    expect(new Set(digests)).toEqual(new Set([output(result, 'digest')]))
  })

  test('takes arguments, a target and a Dockerfile elsewhere', async () => {
    writeFileSync(
      join(workspace, 'Other.Dockerfile'),
      `FROM ${base} AS wanted\nARG WHO=nobody\nRUN test "$WHO" = "a, b=c"\nFROM ${base}\nRUN exit 1\n`,
    )
    succeeded(
      await build({
        inputs: { file: 'Other.Dockerfile', target: 'wanted', 'build-args': 'WHO=a, b=c' },
      }),
    )
  })

  test('with push: false says its digest and leaves the registry alone', async () => {
    dockerfile('RUN echo hello > /hello')
    const result = succeeded(await build({ inputs: { push: 'false' } }))
    expect(output(result, 'digest')).toMatch(/^sha256:/)
    expect(output(result, 'image')).toBe('')
    expect(await registryDigest('main')).toBeUndefined()
  })
})

describe('a pull request', () => {
  test('of the repository pushes under its number and never touches the cache of its base', async () => {
    dockerfile('RUN echo hello > /hello')
    const inputs = { 'cache-scope': 'main' }
    succeeded(await build({ event: pullRequest(REPOSITORY), inputs }))
    expect(await registryDigest('pr-7')).toBeDefined()
    expect(await registryDigest('cache-main')).toBeUndefined()
  })

  test('from a fork writes nothing at all', async () => {
    dockerfile('RUN echo hello > /hello')
    const result = succeeded(await build({ event: pullRequest('stranger/shop') }))
    const tags = await Promise.all(['pr-7', 'main', 'cache-pr-7', 'cache-main'].map(registryDigest))
    expect(tags).toEqual([undefined, undefined, undefined, undefined])
    expect(result.log).toContain('the pull request comes from the fork stranger/shop')
  })
})

describe('a failure is one error line, exit code 1 and no outputs:', () => {
  const failed = (result: StepResult): string => {
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toEqual({})
    expect(result.log).not.toMatch(/^\s+at /m)
    expect(errorsOf(result)).toHaveLength(1)
    return errorsOf(result).join()
  }

  test('a broken Dockerfile', async () => {
    dockerfile('RUNN make')
    const result = await build()
    expect(failed(result)).toContain('unknown instruction: RUNN (did you mean RUN?)')
    expect(result.log).toContain('::error file=Dockerfile,line=2::')
  })

  test('a step that fails, with its output in the open', async () => {
    dockerfile('RUN echo "before the end" && exit 7')
    const result = await build()
    expect(failed(result)).toContain('exit code 7')
    expect(result.log).toContain('\nbefore the end\n')
  })

  test('a registry that is down', async () => {
    dockerfile('RUN echo hello > /hello')
    const message = failed(await build({ inputs: { registry: '127.0.0.1:1' } }))
    expect(message).toContain('127.0.0.1:1')
    expect(message).toContain("input 'registry'")
  })

  test('a denied push', async () => {
    dockerfile('RUN echo hello > /hello')
    const registry = await denyingRegistry()
    try {
      const message = failed(await build({ inputs: { registry: registry.address } }))
      expect(message).toContain('refused the push')
      expect(message).toContain('Log in before this step')
    } finally {
      registry.close()
    }
  })

  test.each([
    ['context', 'nowhere', 'no such folder'],
    ['file', 'nowhere/Dockerfile', 'no such file'],
    ['push', 'ture', "Use one of 'true', 'false'"],
    ['cache-mode', 'maximum', "Use one of 'max', 'min'"],
    ['platforms', 'linux/amd46', 'linux/amd64'],
    ['image-name', 'Org/App', 'lower case'],
    ['tags', 'a b', "'a b'"],
    ['registry', '', "'registry' is not set"],
  ])('input %s: %j', async (name, value, words) => {
    dockerfile('RUN echo hello > /hello')
    const message = failed(await build({ inputs: { [name]: value } }))
    expect(message).toContain(name)
    expect(message).toContain(words)
  })
})

describe('what comes from outside', () => {
  test('is no workflow command when a step prints it', async () => {
    dockerfile(
      `RUN printf '::error::boo\\n  ::stop-commands::x\\n##[error]boo\\rx ::set-output name=a::b\\n'`,
    )
    const result = succeeded(await build())
    expect(errorsOf(result)).toEqual([])
    expect(result.commands.map(({ name }) => name)).not.toContain('stop-commands')
  })

  test('cannot add a cache reference through a branch name', async () => {
    dockerfile('RUN echo hello > /hello')
    const name = `${engine.registry}/${REPOSITORY}/image-${image}`
    succeeded(await build({ event: pushTo(`feat,ref=${name}:pwned`) }))
    expect(await registryDigest('pwned')).toBeUndefined()
  })
})

test('a cancelled build ends its children, writes no outputs and leaves before GitHub ends it', async () => {
  dockerfile('RUN echo started; sleep 60')
  const cancel = new AbortController()
  let cancelledAt = 0
  const onLine = (line: string) => {
    if (cancel.signal.aborted || !line.includes('echo started')) return
    cancelledAt = performance.now()
    cancel.abort()
  }
  const result = await build({ signal: cancel.signal, onLine })
  expect(performance.now() - cancelledAt).toBeLessThan(7_500)
  expect(result.exitCode).toBe(130)
  expect(result.outputs).toEqual({})
})
