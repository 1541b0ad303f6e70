import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Cancelled } from '@ci-kit/core/run-action'
import { describe, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { endless, fakeBuilder, SUCCESS, start } from '../fake-buildx.ts'

const begun = (progress: readonly unknown[]): Promise<void> => until(() => progress.length > 0)

describe('a build that is stopped', () => {
  test('ends at once, and is no failure', async () => {
    const stop = new AbortController()
    const { result, progress, temp } = start(endless(1), { stop: stop.signal })
    await begun(progress)
    stop.abort()
    expect(await result).toEqual({ kind: 'stopped' })
    expect(readdirSync(temp)).toEqual([])
  })

  test('before it began ends at once', async () => {
    const { result } = start(endless(1), { stop: AbortSignal.abort() })
    expect(await result).toEqual({ kind: 'stopped' })
  })

  test('may be the writing of a cache', async () => {
    const stop = new AbortController()
    const { builder, plan, watch, progress } = fakeBuilder(endless(1), { stop: stop.signal })
    const result = builder.exportCache(plan, watch)
    await begun(progress)
    stop.abort()
    expect(await result).toEqual({ kind: 'stopped' })
  })

  test('has failed when it failed by itself', async () => {
    const stop = new AbortController().signal
    expect(await start('process.exitCode = 1', { stop }).result).toMatchObject({ kind: 'failed' })
  })
})

describe('nothing is left in the folder for temporary files', () => {
  test.each([
    ['a success', SUCCESS],
    ['a failure', 'process.exitCode = 1'],
  ])('after %s', async (_, lines) => {
    const { result, temp } = start(lines)
    await result
    expect(readdirSync(temp)).toEqual([])
  })

  test('after a cancellation, which ends buildx', async () => {
    const controller = new AbortController()
    const { result, progress, temp } = start(endless(0), { cancellation: controller.signal })
    await begun(progress)
    const [folder = ''] = readdirSync(temp)
    expect(statSync(join(temp, folder)).mode & 0o777).toBe(0o700)
    controller.abort(new Cancelled('SIGTERM'))
    await expect(result).rejects.toThrow('Cancelled by SIGTERM.')
    expect(readdirSync(temp)).toEqual([])
  })
})
