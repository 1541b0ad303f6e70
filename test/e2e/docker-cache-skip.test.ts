import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import {
  dockerCacheWorkbench,
  pullRequestFrom,
  pushTo,
  REPOSITORY,
  succeeded,
} from './docker-cache-workbench.ts'

/*
 * What is not built must not have become anything else: builds on a real
 * BuildKit, then changes that give another image, and changes that cannot.
 */

const { engine, base, workspace, imageName, file, dockerfile, build, digestOf } =
  dockerCacheWorkbench()

const at = (path: string): string => join(workspace(), path)

const isSkipped = (result: StepResult): boolean => succeeded(result).outputs.skipped === 'true'

/** Files for all of the tests: those that exist are two folders with one file each. */
const twoFolders = () => {
  for (const folder of ['a', 'b']) {
    mkdirSync(at(folder))
    file(`${folder}/f`, '1')
    file(`${folder}/g`, '1')
  }
}

/** Builds, changes something, and builds again: another image, and the one that is found from then on. */
const rebuilt = async (change: () => void, inputs: Readonly<Record<string, string>> = {}) => {
  const first = succeeded(await build({ inputs }))
  change()
  const second = await build({ inputs })
  expect(isSkipped(second)).toBe(false)
  expect(second.outputs.digest).not.toBe(first.outputs.digest)
  expect(await digestOf('main')).toBe(second.outputs.digest)
}

describe('another image is built', () => {
  test.each<[string, string, () => void]>([
    ['a byte', 'COPY a /x', () => file('a/f', '2')],
    ['a byte behind a pattern', 'COPY */f /x/', () => file('b/f', '2')],
    ['a byte behind a character of two places', 'COPY ?.txt /x', () => file('\u{1f600}.txt', '2')],
    ['a byte in a bind mount', 'RUN --mount=target=/m cat /m/a/f >/x', () => file('a/f', '2')],
    ['a byte behind brackets that are no JSON', 'COPY ["ab"] /x/', () => file('b/f', '2')],
    ['a byte behind a link', 'COPY link/f /x', () => file('a/f', '2')],
    ['a permission', 'COPY a /x', () => chmodSync(at('a/f'), 0o755)],
    ['an empty folder', 'COPY a /x', () => mkdirSync(at('a/empty'))],
    [
      'a folder in place of a file',
      'COPY a /x',
      () => {
        rmSync(at('a/f'))
        mkdirSync(at('a/f'))
      },
    ],
    ['an ignore file', 'COPY . /x', () => file('Dockerfile.dockerignore', 'b\n')],
    ['a trigger in a stage', 'RUN true\nFROM s', () => file('a/f', '2')],
  ])('after a change of %s', async (name, line, change) => {
    twoFolders()
    file('\u{1f600}.txt', '1')
    symlinkSync('a', at('link'))
    if (name === 'a trigger in a stage')
      file('Dockerfile', `FROM ${base()} AS s\nONBUILD COPY a /x\n${line}\n`)
    else dockerfile(line)
    await rebuilt(change)
  })

  test('from files of a platform that is written in another way', async () => {
    twoFolders()
    renameSync(at('a'), at('amd64'))
    file('Dockerfile', 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /x\n')
    await rebuilt(() => file('amd64/f', '2'), { platforms: 'linux/x86_64' })
  })

  test('from a base image that was pushed anew, and from one with triggers', async () => {
    twoFolders()
    const name = `${imageName()}-base`
    const pushBase = async (...lines: readonly string[]) => {
      dockerfile(...lines)
      succeeded(await build({ inputs: { 'image-name': name, tags: '1' } }))
      file('Dockerfile', `FROM ${engine().registry}/${name}:1\nRUN true\n`)
    }
    await pushBase('RUN echo 1 >/v')
    expect(isSkipped(await build())).toBe(false)
    expect(isSkipped(await build())).toBe(true)
    await pushBase('RUN echo 2 >/v', 'ONBUILD COPY a /x')
    expect(isSkipped(await build())).toBe(false)
    await rebuilt(() => file('a/f', '2'))
  })

  test('when a file was another one while it was sent', async () => {
    twoFolders()
    dockerfile('COPY a/f /x', 'RUN sleep 1')
    file('a/f', '2')
    const changing = build({
      // The files are at the builder by then.
      onLine: (line) => line.includes('COPY a/f') && file('a/f', '3'),
    })
    succeeded(await changing)
    file('a/f', '2')
    expect(isSkipped(await build())).toBe(false)
  })

  test('for what the environment says of the platform', async () => {
    twoFolders()
    file('Dockerfile', 'FROM scratch\nCOPY a /x\n')
    const first = succeeded(await build())
    const other = await build({ env: { DOCKER_DEFAULT_PLATFORM: 'linux/arm64' } })
    expect(isSkipped(other)).toBe(false)
    expect(other.outputs.digest).not.toBe(first.outputs.digest)
  })

  test('for an argument from the environment', async () => {
    dockerfile('ARG VALUE', 'RUN echo $VALUE >/x')
    const inputs = { 'build-args': 'VALUE' }
    const [one, two] = [
      succeeded(await build({ inputs, env: { VALUE: '1' } })),
      await build({ inputs, env: { VALUE: '2' } }),
    ]
    expect(isSkipped(two)).toBe(false)
    expect(two.outputs.digest).not.toBe(one.outputs.digest)
  })

  test('for a download without a checksum, however it is written', async () => {
    dockerfile(`ADD ["http\\u003a//${engine().registry}/v2/", "/x/"]`)
    succeeded(await build())
    expect(isSkipped(await build())).toBe(false)
  })

  test('on a branch, after a pull request has built the same', async () => {
    twoFolders()
    dockerfile('COPY a /x')
    succeeded(await build({ event: pullRequestFrom(REPOSITORY) }))
    expect(isSkipped(await build({ event: pushTo('main') }))).toBe(false)
    expect(isSkipped(await build({ event: pullRequestFrom(REPOSITORY) }))).toBe(true)
  })
})

test('components that need a changed one are built, others are not', async () => {
  const files: Readonly<Record<string, string>> = {
    lib: `FROM ${base()}\nCOPY f /f\n`,
    api: 'FROM lib\nRUN true\n',
    web: `FROM ${base()}\nCOPY --from=lib /f /f\n`,
    other: `FROM ${base()}\nCOPY f /f\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(at(name))
    file(`${name}/Dockerfile`, text)
    file(`${name}/f`, '1')
  }
  const components = Object.keys(files).map((name) => ({
    name,
    'image-name': `${imageName()}-${name}`,
    context: name,
    needs: name === 'api' || name === 'web' ? ['lib'] : [],
  }))
  const results = async () => {
    const inputs = { 'image-name': '', components: JSON.stringify(components) }
    return JSON.parse(succeeded(await build({ inputs })).outputs.results ?? '')
  }
  await results()
  file('lib/f', '2')
  expect(await results()).toMatchObject([
    { name: 'lib', result: 'built' },
    { name: 'api', result: 'built' },
    { name: 'web', result: 'built' },
    { name: 'other', result: 'skipped' },
  ])
})

test('what cannot change the image is no reason to build', async () => {
  twoFolders()
  dockerfile('WORKDIR /', 'COPY --link a/f /x/', 'RUN <<EOF', 'true', 'EOF', 'USER 1')
  const first = succeeded(await build())
  file('a/g', 'not copied')
  file('b/f', 'of another service')
  file('README.md', 'read me')
  mkdirSync(at('.git'))
  file('.git/HEAD', 'ref: refs/heads/main\n')
  execFileSync('touch', ['-d', '2001-01-01', at('a/f')])
  const second = await build({ inputs: { tags: 'second' } })
  expect(isSkipped(second)).toBe(true)
  expect(await digestOf('second')).toBe(first.outputs.digest)
})
