import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StepEvent, StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import {
  dockerCacheWorkbench,
  pullRequestFrom,
  pushTo,
  succeeded,
} from './docker-cache-workbench.ts'

/* Several images in one step, on a real BuildKit and a real registry. */

const { base, build, digestOf, engine, file, imageName, spoil, workspace } = dockerCacheWorkbench()

const service = (name: string, ...lines: readonly string[]) => {
  mkdirSync(join(workspace(), name))
  file(join(name, 'Dockerfile'), `${lines.join('\n')}\n`)
}

const image = (name: string) => `${imageName()}/${name}`

type Entry = Readonly<Record<string, string | readonly string[]>> & { readonly name: string }

const buildAll = (
  entries: readonly Entry[],
  inputs: Readonly<Record<string, string>> = {},
  event: StepEvent = pushTo('main'),
) => {
  const list = entries.map((entry) => ({
    'image-name': image(entry.name),
    context: entry.name,
    ...entry,
  }))
  return build({ event, inputs: { 'image-name': '', components: JSON.stringify(list), ...inputs } })
}

const resultsOf = ({ outputs }: StepResult) => JSON.parse(outputs.results ?? 'null')

/** `lib` and two that are built from it, one by FROM and one by COPY. */
const family = () => {
  service('lib', `FROM ${base()}`, `RUN echo ${Math.random()} > /lib.txt`)
  service('api', 'FROM lib', 'RUN cp /lib.txt /api.txt')
  service('web', `FROM ${base()}`, 'COPY --from=lib /lib.txt /web.txt')
  return [{ name: 'api', needs: ['lib'] }, { name: 'lib' }, { name: 'web', needs: ['lib'] }]
}

describe('components', () => {
  test('are built from each other, pushed and tagged, and told one by one', async () => {
    const result = succeeded(await buildAll(family(), { tags: '1.0, latest' }))
    const results = resultsOf(result)
    expect(results.map(({ name }: Entry) => name)).toEqual(['api', 'lib', 'web'])
    for (const { name, digest, tags, ...rest } of results) {
      expect(await digestOf('1.0', image(name))).toBe(digest)
      expect(await digestOf('latest', image(name))).toBe(digest)
      const repository = `${engine().registry}/${image(name)}`
      expect(tags).toEqual([`${repository}:1.0`, `${repository}:latest`])
      expect(rest).toMatchObject({ image: `${repository}@${digest}`, result: 'built' })
      expect(rest).toMatchObject({ skipped: false, 'cache-written': true, 'total-steps': 1 })
    }
    expect(result.outputs['total-steps']).toBe('3')
    expect(result.outputs.tags?.split('\n')).toHaveLength(6)
  }, 60_000)

  test('that changed nothing are skipped, each for itself', async () => {
    const entries = family()
    const first = resultsOf(succeeded(await buildAll(entries)))
    file('web/Dockerfile', `FROM ${base()}\nCOPY --from=lib /lib.txt /other.txt\n`)
    // A file that nothing copies changes nothing.
    file('api/more.txt', 'more\n')
    const second = succeeded(await buildAll(entries))
    const words = resultsOf(second).map(({ result }: { result: string }) => result)
    expect(words).toEqual(['skipped', 'skipped', 'built'])
    expect(resultsOf(second)[0].digest).toBe(first[0].digest)
    expect(second.outputs.skipped).toBe('false')
  }, 60_000)

  test('are built again when what they need has changed', async () => {
    const entries = family()
    succeeded(await buildAll(entries))
    file('lib/Dockerfile', `FROM ${base()}\nRUN echo changed > /lib.txt\n`)
    const words = resultsOf(succeeded(await buildAll(entries))).map(
      ({ result }: { result: string }) => result,
    )
    expect(words).toEqual(['built', 'built', 'built'])
  }, 60_000)

  test('of a fork are built from each other, and nothing is pushed', async () => {
    const event = pullRequestFrom('stranger/shop')
    const proxy = await spoil([])
    const result = succeeded(await buildAll(family(), {}, event))
    for (const each of resultsOf(result)) {
      expect(each).toMatchObject({ digest: expect.stringMatching(/^sha256:/), image: '' })
    }
    expect(proxy.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([])
  }, 60_000)
})

describe('when one component fails', () => {
  const oneFails = () => {
    service('good', `FROM ${base()}`, `RUN echo ${Math.random()} > /good.txt`)
    service('bad', `FROM ${base()}`, 'RUN exit 3')
    service('child', 'FROM bad', 'RUN echo never > /never.txt')
    return [{ name: 'good' }, { name: 'bad' }, { name: 'child', needs: ['bad'] }]
  }

  test('none is tagged, and the step is red', async () => {
    const result = await buildAll(oneFails())
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toHaveLength(1)
    expect(errorsOf(result)[0]).toMatch(/'bad' failed: .*exit code 3/)
    expect(errorsOf(result)[0]).toContain("'child' was not started")
    expect(await digestOf('main', image('good'))).toBeUndefined()
    expect(result.outputs.digest ?? '').toBe('')
  }, 60_000)

  test('the others are tagged with all-or-none: false, and the step is red all the same', async () => {
    const result = await buildAll(oneFails(), { 'all-or-none': 'false' })
    expect(result.exitCode).toBe(1)
    expect(await digestOf('main', image('good'))).toMatch(/^sha256:/)
    expect(await digestOf('main', image('child'))).toBeUndefined()
  }, 60_000)

  test('to be tagged, the error tells which tags were set', async () => {
    service('good', `FROM ${base()}`, 'RUN echo good > /good.txt')
    service('bad', `FROM ${base()}`, 'RUN echo bad > /bad.txt')
    await spoil([{ method: 'PUT', path: /\/bad\/manifests\/main$/, status: 403 }])
    const result = await buildAll([{ name: 'good' }, { name: 'bad' }])
    expect(result.exitCode).toBe(1)
    const [error] = errorsOf(result)
    expect(error).toMatch(/Tagged: \S+\/good:main\./)
    expect(error).toMatch(/Not tagged: \S+\/bad:main: /)
  }, 60_000)
})
