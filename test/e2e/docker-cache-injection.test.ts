import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { isObject } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import {
  dockerCacheWorkbench,
  pullRequestFrom,
  pushTo,
  REPOSITORY,
  succeeded,
} from './docker-cache-workbench.ts'

/*
 * Names and texts that somebody else chooses, each with what would make it
 * more than that: a further reference, an option of buildx, a command of the
 * runner. What counts is what the registry holds and what the runner would read.
 */

const { build, dockerfile, engine, file, imageName, workspace } = dockerCacheWorkbench()

const answer = async (path: string): Promise<unknown> =>
  (await fetch(`http://${engine().registry}/v2/${path}`)).json()

const listIn = (document: unknown, member: string): readonly unknown[] => {
  const value = isObject(document) ? document[member] : undefined
  return Array.isArray(value) ? value : []
}

/** What the registry holds of the test's image, less what the action keeps there for itself. */
const tags = async (): Promise<readonly string[]> =>
  listIn(await answer(`${imageName()}/tags/list`), 'tags')
    .map(String)
    .filter((tag) => !/^(in-[0-9a-f]{64}|inputs-[\w.-]+)$/.test(tag))

const repositories = async (): Promise<readonly string[]> =>
  listIn(await answer('_catalog?n=1000'), 'repositories').map(String)

/** Only one image and the base may be new; nothing was written beside it. */
const nothingElse = async (before: readonly string[]): Promise<void> => {
  const known = new Set([...before, imageName()])
  expect((await repositories()).filter((name) => !known.has(name))).toEqual([])
  expect(existsSync(join(workspace(), 'pwned'))).toBe(false)
}

const HARMLESS = ['debug', 'group', 'endgroup', 'notice', 'warning', 'add-mask']

/** No command of the step's log comes from outside. */
const noCommands = (result: StepResult): void => {
  const { commands } = result
  expect(commands.map(({ name }) => name).filter((name) => !HARMLESS.includes(name))).toEqual([])
  expect(commands.filter(({ message }) => message === 'boo')).toEqual([])
  expect(Object.keys(result.env)).toEqual([])
  expect(result.path).toEqual([])
}

/** Red with one error that names the input, and nothing was pushed. */
const refused = async (result: StepResult, input: string): Promise<string> => {
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toHaveLength(1)
  expect(errorsOf(result)[0]).toContain(`'${input}'`)
  expect(await tags()).toEqual([])
  return errorsOf(result).join()
}

const simple = () => dockerfile('RUN echo hello > /hello')

describe('a ref is nothing but a scope and a tag:', () => {
  test.each([
    ['a cache reference', 'feat,ref=REPOSITORY:pwned'],
    ['a quoted field', 'feat",ref=REPOSITORY:pwned,"'],
    ['an attribute', 'feat,mode=min,type=local,dest=pwned'],
    ['an option', '--output=type=local,dest=pwned'],
    ['a command', '::error::boo'],
    ['a path', '../../../other'],
    ['another registry', 'x@127.0.0.1:1/y'],
  ])(
    '%s in the name of a branch',
    async (_, branch) => {
      simple()
      const before = await repositories()
      const name = branch.replace('REPOSITORY', `${engine().registry}/${imageName()}`)
      const result = succeeded(await build({ event: pushTo(name) }))
      noCommands(result)
      await nothingElse(before)
      const [image = '', ...rest] = (await tags()).toSorted(
        (a, b) => Number(a.startsWith('cache-')) - Number(b.startsWith('cache-')),
      )
      expect(image).toMatch(/^[\w.-]+-[0-9a-f]{8}$/)
      expect(rest).toEqual([`cache-${image}`])
    },
    60_000,
  )

  test('the branch of a pull request does not count at all', async () => {
    simple()
    const event = pullRequestFrom(REPOSITORY, 'main,ref=x:pwned')
    succeeded(await build({ event }))
    expect((await tags()).toSorted()).toEqual(['cache-pr-7', 'pr-7'])
  }, 60_000)

  test('a given scope is no further reference', async () => {
    simple()
    const scope = `main,ref=${engine().registry}/${imageName()}:pwned`
    const before = await repositories()
    succeeded(await build({ event: pushTo('main'), inputs: { 'cache-scope': scope } }))
    await nothingElse(before)
    expect((await tags()).filter((tag) => !/^(main|cache-main-.*[0-9a-f]{8})$/.test(tag))).toEqual(
      [],
    )
  }, 60_000)
})

describe('an input is refused when it is more than it should be:', () => {
  test.each([
    ['tags', '1.0"'],
    ['tags', 'x y'],
    ['tags', '--output=type=local'],
    ['tags', '127.0.0.1:1/other/image:1'],
    ['tags', 'cache-main'],
    ['tags', `in-${'a'.repeat(64)}`],
    ['build-args', '--output=type=local,dest=pwned'],
    ['build-args', '=x'],
    ['platforms', '--load'],
    ['context', '--output=type=local,dest=pwned'],
    ['context', '-'],
    ['image-name', 'org/app:tag'],
    ['image-name', 'org/app,push=false'],
    ['registry', 'user:password@127.0.0.1:1'],
    ['labels', 'no-value'],
  ])('%s: %s', async (input, value) => {
    simple()
    const result = await build({ inputs: { [input]: value } })
    noErrorsButOne(result)
    await refused(result, input)
    expect(existsSync(join(workspace(), 'pwned'))).toBe(false)
  })
})

const noErrorsButOne = (result: StepResult): void => {
  const names = result.commands.map(({ name }) => name)
  expect(names.filter((name) => !HARMLESS.includes(name))).toEqual(['error'])
}

describe('a value arrives as it is:', () => {
  const VALUES = [
    'a, b="c"',
    "it's $HOME `id` $(id)",
    '--push',
    '::error::boo',
    'x,dest=pwned',
    '%0A::error::boo',
  ]

  test.each(VALUES)('build argument %j', async (value) => {
    file('expected', value)
    dockerfile('ARG WHO', 'COPY expected .', 'RUN test "$WHO" = "$(cat expected)"')
    const before = await repositories()
    const result = succeeded(await build({ inputs: { 'build-args': `WHO=${value}` } }))
    noCommands(result)
    await nothingElse(before)
  })

  test.each(VALUES)('label %j', async (value) => {
    simple()
    const result = succeeded(await build({ inputs: { labels: `org.example.text=${value}` } }))
    noCommands(result)
    expect(await labels()).toEqual({ 'org.example.text': value })
  })

  const labels = async (): Promise<unknown> => {
    const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' }
    const manifest: unknown = await (
      await fetch(`http://${engine().registry}/v2/${imageName()}/manifests/main`, { headers })
    ).json()
    const config = isObject(manifest) && isObject(manifest.config) ? manifest.config.digest : ''
    const image = await answer(`${imageName()}/blobs/${config}`)
    return isObject(image) && isObject(image.config) ? image.config.Labels : undefined
  }
})

describe('a file name is nothing but a name:', () => {
  test.each(['a,b="c".Dockerfile', '--push', '::error::boo', 'x,line=7::boo', 'two\n::error::boo'])(
    'Dockerfile %j that warns and fails',
    async (name) => {
      // A lower-case FROM … as is worth a warning, which names the file.
      file(name, `FROM scratch as Base\nRUNN make\n`)
      const result = await build({ inputs: { file: name } })
      expect(result.exitCode).toBe(1)
      expect(errorsOf(result)).toHaveLength(1)
      expect(errorsOf(result)[0]).not.toBe('boo')
      noErrorsButOne(result)
    },
  )

  test.each(['a,dest=pwned', '::error::boo', 'x;y', '%0A::error::boo'])(
    'context %j',
    async (name) => {
      mkdirSync(join(workspace(), name))
      simple()
      file(join(name, '::error::boo'), 'x')
      const result = await build({ inputs: { context: name, file: 'Dockerfile' } })
      noCommands(succeeded(result))
      expect(existsSync(join(workspace(), 'pwned'))).toBe(false)
    },
  )

  test('a target is no option', async () => {
    simple()
    const result = await build({ inputs: { target: '--output=type=local,dest=pwned' } })
    expect(result.exitCode).toBe(1)
    expect(existsSync(join(workspace(), 'pwned'))).toBe(false)
    expect(await tags()).toEqual([])
  })
})

describe('a line that a build prints is no command:', () => {
  const LINES = [
    '::error::boo',
    '  ::stop-commands::x',
    '##[error]boo',
    'x ##[add-path]/pwned',
    '\\r::set-output name=digest::boo',
    '\\342\\200\\213::error::boo',
    '::add-mask::a',
  ]

  test.each(['', '; exit 3'])('when it ends with %j', async (end) => {
    dockerfile(`RUN printf '${LINES.join('\\n')}\\n'${end}`)
    const result = await build()
    const errors = errorsOf(result)
    expect(errors).toHaveLength(end === '' ? 0 : 1)
    expect(errors.filter((message) => message.startsWith('boo'))).toEqual([])
    const masks = result.commands.filter(({ name }) => name === 'add-mask')
    expect(masks.map(({ message }) => message)).not.toContain('a')
    const names = new Set(result.commands.map(({ name }) => name))
    expect([...names].filter((name) => ![...HARMLESS, 'error'].includes(name))).toEqual([])
    expect(result.outputs.digest ?? '').not.toBe('boo')
  })

  test('nor is a step of the Dockerfile, nor HTML in the summary', async () => {
    dockerfile(
      'RUN <<"::error::boo"',
      'echo "</details><script>alert(1)</script>" "| a | b |"',
      '::error::boo',
      'RUN echo ::error::boo',
    )
    const result = succeeded(await build())
    noCommands(result)
    expect(result.summary).not.toContain('<script>')
    expect(result.summary).not.toContain('</details><')
  })
})

describe('an entry of components is nothing but one:', () => {
  const listed = (entry: object) => ({ components: JSON.stringify([entry]) })

  test.each([
    ['an option as name', { name: '--push' }],
    ['a context as name', { name: 'a=docker-image://x' }],
    ['a command as name', { name: '::error::boo' }],
    ['a tag in the image-name', { name: 'a', 'image-name': 'org/a:1' }],
    ['another registry', { name: 'a', 'image-name': '127.0.0.1:1/a' }],
    ['an option as context', { name: 'a', 'image-name': 'org/a', context: '--push' }],
    ['an option as argument', { name: 'a', 'image-name': 'org/a', args: ['--push'] }],
    ['a key', { name: 'a', 'image-name': 'org/a', '__proto__::error::boo': 1 }],
    ['the tag of a cache', { name: 'a', 'image-name': 'org/a', tags: ['cache-main'] }],
  ])('%s', async (_, entry) => {
    simple()
    const before = await repositories()
    const result = await build({ inputs: { ...listed(entry), 'image-name': '' } })
    noErrorsButOne(result)
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)[0]).toMatch(/'(components|tags)'/)
    await nothingElse(before)
  })

  test('its arguments and labels arrive as they are', async () => {
    const value = 'a, b="c" ::error::boo'
    file('expected', value)
    dockerfile('ARG WHO', 'COPY expected .', 'RUN test "$WHO" = "$(cat expected)"')
    const entry = { name: 'api', 'image-name': imageName(), args: { WHO: value } }
    const result = succeeded(await build({ inputs: { ...listed(entry), 'image-name': '' } }))
    noCommands(result)
    const [api] = JSON.parse(result.outputs.results ?? '[]')
    expect(api).toMatchObject({
      name: 'api',
      result: 'built',
      digest: expect.stringMatching(/^sha256:/),
    })
  }, 60_000)
})
