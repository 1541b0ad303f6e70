import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBuilder } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { freeBytes, pruneCache } from '@ci-kit/docker-cache/engine/disk'
import { removeInBackground } from '@ci-kit/docker-cache/engine/tool-folders'
import { describe, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { folderWith } from '../../folders.ts'

const exec = childProcesses(new AbortController().signal)

describe('free bytes', () => {
  test('are those of the disk that the path is on', async () => {
    const { bavail, bsize } = statfsSync('/proc')
    expect(await freeBytes('/proc')).toBe(bavail * bsize)
    expect(await freeBytes(folderWith())).toBeGreaterThan(0)
  })

  test('of a path that is not there are those of where it would be', async () => {
    expect(await freeBytes('/proc/none/at/all')).toBe(await freeBytes('/proc'))
    expect(await freeBytes(join(folderWith({ file: '' }), 'file/x'))).toBeGreaterThan(0)
  })
})

/** A buildx that writes its arguments down and does what the lines of shell say. */
const fakeBuildx = (lines: string) => {
  const folder = folderWith()
  const program = join(folder, 'buildx')
  const list = join(folder, 'started')
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${list}'\n${lines}\n`)
  chmodSync(program, 0o755)
  return { env: { PATH: folder }, started: () => readFileSync(list, 'utf8').trim().split('\n') }
}

describe('pruning', () => {
  test('stops where enough is free', async () => {
    const { env, started } = fakeBuildx('exit 0')
    expect(await pruneCache(exec, env)(5_000)).toBeUndefined()
    expect(started()).toEqual(['prune --force --min-free-space=5000'])
  })

  test.each([
    'ERROR: unknown flag: --min-free-space',
    'ERROR: buildkit v0.17.0+ is required for max-used-space and min-free-space filters',
  ])('takes all where that cannot be said: %s', async (words) => {
    const { env, started } = fakeBuildx(`[ "$3" ] || exit 0; echo '${words}' >&2; exit 1`)
    expect(await pruneCache(exec, env)(5_000)).toBeUndefined()
    expect(started()).toEqual(['prune --force --min-free-space=5000', 'prune --force'])
  })

  test('answers what went wrong', async () => {
    const { env, started } = fakeBuildx(`echo 'ERROR: boo' >&2; exit 1`)
    expect(await pruneCache(exec, env)(1)).toBe('buildx prune failed: ERROR: boo')
    expect(started()).toHaveLength(1)
  })

  test('is understood by the real buildx and BuildKit', async () => {
    const builder = await startBuilder()
    try {
      const env = { HOME: folderWith(), ...builder.env }
      expect(await pruneCache(exec, env)(1_000)).toBeUndefined()
      expect(await pruneCache(exec, env)(2 ** 50)).toBeUndefined()
    } finally {
      await builder.stop()
    }
  }, 60_000)
})

describe('folders that are removed in the background', () => {
  const warnings: string[] = []
  const log = { warning: (text: string) => void warnings.push(text) }

  test('are gone soon, whatever their names, and nothing beside them', async () => {
    const folder = folderWith({ 'keep/x': '' })
    const names = ['a b', '-rf', '$(touch keep)']
    for (const name of names) mkdirSync(join(folder, name, 'deep'), { recursive: true })
    removeInBackground(
      names.map((name) => join(folder, name)),
      log,
      true,
    )
    await until(() => names.every((name) => !existsSync(join(folder, name))))
    expect(existsSync(join(folder, 'keep/x'))).toBe(true)
    expect(warnings).toEqual([])
  })
})
