import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { BuildOptions } from '@ci-kit/docker-cache/build/build-options'
import { dockerfileSource } from '@ci-kit/docker-cache/build/dockerfile-source'
import { describe, expect, test } from '@jest/globals'
import { optionsWith } from '../../../unit/docker-cache/build/plans.ts'
import { folderWith } from '../../folders.ts'

const TEXT = 'ARG BASE=alpine\nFROM $BASE AS build\nRUN true\n'

const source = (
  change: Partial<BuildOptions> = {},
  files: Record<string, string> = { Dockerfile: TEXT },
  env: Record<string, string> = {},
) => dockerfileSource(optionsWith(change), folderWith(files), env)

describe('the Dockerfile of a build', () => {
  test('is read and parsed', () => {
    const found = source()
    expect(found).toMatchObject({ file: 'Dockerfile', text: TEXT })
    expect(found?.parsed.stages.map(({ name, base }) => [name, base])).toEqual([
      ['build', { kind: 'image', reference: 'alpine' }],
    ])
  })

  test.each([
    [{ context: './services/api/' }, 'services/api/Dockerfile'],
    [{ context: 'services', file: './docker/web.Dockerfile' }, 'docker/web.Dockerfile'],
  ])('lies where %j says', (change, file) => {
    expect(source(change, { [file]: TEXT })).toMatchObject({ file, text: TEXT })
  })

  test.each([{}, { file: 'Dockerfile' }])('is unknown for a remote context: %j', (change) => {
    expect(source({ context: 'https://github.com/org/app.git', ...change })).toBeUndefined()
  })

  test('gets the arguments of the build, from the environment where they have no value', () => {
    const buildArgs = ['BASE=node:24', 'TOKEN', 'NONE', 'EMPTY=', 'WHO=a=b']
    const found = source({ buildArgs }, { Dockerfile: TEXT }, { TOKEN: 'value', OTHER: 'x' })
    expect(Object.fromEntries(found?.parsed.given.buildArgs ?? [])).toEqual({
      BASE: 'node:24',
      TOKEN: 'value',
      EMPTY: '',
      WHO: 'a=b',
    })
    expect(found?.parsed.stages[0]?.base).toEqual({ kind: 'image', reference: 'node:24' })
  })

  test('gets the named contexts', () => {
    const buildContexts = [{ name: 'alpine', value: 'docker-image://alpine:3' }]
    const found = source({ buildContexts })
    expect(found?.parsed.given.buildContexts).toEqual(
      new Map([['alpine', 'docker-image://alpine:3']]),
    )
    expect(found?.parsed.stages[0]?.base).toEqual({ kind: 'context', name: 'alpine' })
  })

  test.each([
    [['linux/arm64'], 'linux/arm64'],
    [['linux/arm64', 'linux/amd64'], undefined],
    [[], undefined],
  ])('knows its platform only when there is just one: %j', (platforms, expected) => {
    expect(source({ platforms })?.parsed.given.platform).toBe(expected)
  })
})

describe('a Dockerfile is refused', () => {
  test('when it cannot be read', () => {
    expect(() => source({ file: 'a' }, { 'a/b': '' })).toThrow(
      /Dockerfile a cannot be read.*permissions/,
    )
    expect(() => source({ file: 'none' })).toThrow(/Dockerfile none cannot be read: ENOENT/)
  })

  test('when it is larger than anybody would write one', () => {
    const workspace = folderWith({ Dockerfile: 'FROM scratch\n' })
    const options = optionsWith()
    truncateSync(join(workspace, 'Dockerfile'), 1024 * 1024)
    expect(dockerfileSource(options, workspace, {})?.text).toHaveLength(1024 * 1024)
    truncateSync(join(workspace, 'Dockerfile'), 1024 * 1024 + 1)
    expect(() => dockerfileSource(options, workspace, {})).toThrow(
      /Dockerfile has more than 1048576 bytes.*'file'/,
    )
  })
})
