import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isStatic } from '@ci-kit/tooling/elf'
import { recordedEngine } from '@ci-kit/tooling/engine'
import { isAtLeast } from '@ci-kit/tooling/go-build'
import { goTools } from '@ci-kit/tooling/go-tools'
import { allOnPath, cacheFolder, onPath, toolFolder } from '@ci-kit/tooling/paths'
import { pythonTools } from '@ci-kit/tooling/python-tools'
import { locateTools } from '@ci-kit/tooling/tools'
import { describe, expect, test } from '@jest/globals'
import { tempFolder, write } from './temp-folder.ts'

describe('isAtLeast', () => {
  test.each([
    ['go1.26.8', true],
    ['go1.26.3', true],
    ['go1.26.2', false],
    ['go1.27', true],
    ['go1.27rc1', true],
    ['go1.26', false],
    ['go1.9.9', false],
    ['go2.0', true],
    ['', false],
    ['devel +abc', false],
  ])('%s against 1.26.3: %s', (version, expected) => {
    expect(isAtLeast(version, '1.26.3')).toBe(expected)
  })
})

describe('the cache', () => {
  test.each([
    [{ CI_KIT_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, '/a'],
    [{ XDG_CACHE_HOME: '/b', HOME: '/c' }, '/b/ci-kit'],
    [{ CI_KIT_CACHE: '', XDG_CACHE_HOME: '', HOME: '/c' }, '/c/.cache/ci-kit'],
  ])('of %j is %s', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected)
  })

  test('keeps versions and platforms apart', () => {
    expect(toolFolder('/cache', { name: 'buildx', version: 'v1.2.3' })).toBe(
      `/cache/tools/buildx/v1.2.3-${process.platform}-${process.arch}`,
    )
  })
})

const program = (folder: string, name: string) => {
  write(folder, { [name]: '#!/bin/sh\n' })
  chmodSync(join(folder, name), 0o755)
}

test('a search finds only what may be run', () => {
  const folder = tempFolder({ plain: 'text' })
  program(folder, 'some-unusual-program')
  mkdirSync(join(folder, 'folder'))
  const env = { PATH: `/nowhere:${folder}` }
  expect(onPath('some-unusual-program', env)).toBe(join(folder, 'some-unusual-program'))
  expect(onPath('plain', env)).toBeUndefined()
  expect(onPath('folder', env)).toBeUndefined()
  expect(allOnPath('some-unusual-program', { PATH: `${folder}:${folder}` })).toHaveLength(2)
})

describe('isStatic', () => {
  test('a text and an empty file are not', () => {
    const folder = tempFolder({ text: 'x'.repeat(200), empty: '' })
    expect(isStatic(join(folder, 'text'))).toBe(false)
    expect(isStatic(join(folder, 'empty'))).toBe(false)
  })

  const onLinux = process.platform === 'linux' ? test : test.skip
  onLinux('Node itself needs shared libraries', () => {
    expect(execFileSync('ldd', [process.execPath], { encoding: 'utf8' })).toContain('libc')
    expect(isStatic(process.execPath)).toBe(false)
  })
})

describe('locateTools', () => {
  test('says what to run when nothing was set up', () => {
    expect(() => locateTools({ CI_KIT_CACHE: tempFolder() })).toThrow(
      'There is no build engine on this machine. Run `npm run demo` or `npm test` first',
    )
  })

  test('says which tool is gone', () => {
    const cache = tempFolder({ 'engine.json': '{"engine":"buildkit"}' })
    expect(() => locateTools({ CI_KIT_CACHE: cache })).toThrow('There is no buildkitd')
  })

  test('finds Docker on the path, and what was built or installed', () => {
    const cache = tempFolder({ 'engine.json': '{"engine":"docker"}' })
    const programs = tempFolder()
    program(programs, 'docker')
    const { actionlint, trivy, trivyFixtureDb, cosign, act } = goTools
    const { zizmor } = pythonTools
    const tools = Object.fromEntries(
      Object.entries({ actionlint, trivy, trivyFixtureDb, cosign, act, zizmor }).map(
        ([key, tool]) => {
          program(toolFolder(cache, tool), tool.name)
          return [key, join(toolFolder(cache, tool), tool.name)]
        },
      ),
    )
    expect(locateTools({ CI_KIT_CACHE: cache, PATH: programs })).toEqual({
      engine: 'docker',
      docker: join(programs, 'docker'),
      ...tools,
    })
  })

  test('an unknown engine in the record counts as none', () => {
    expect(recordedEngine(tempFolder({ 'engine.json': '{"engine":"podman"}' }))).toBeUndefined()
  })
})
