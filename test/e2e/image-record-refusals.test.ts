import { zipFile } from '@ci-kit/artifacts/zip-file'
import type { StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import { runtimeToken } from '../fakes/artifact-service.ts'
import { errorsOf } from './actions.ts'
import { imageRecordWorkbench } from './image-record-workbench.ts'

const { start, write, collect } = imageRecordWorkbench()

/** The payload of the fake's token, which no message may repeat. */
const [, TOKEN = ''] = runtimeToken('Actions.ExampleScope Actions.Results:run-1:job-2').split('.')

describe('is red, with one error and without outputs', () => {
  const failed = (result: StepResult, word: string) => {
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining(word)])
    expect([result.outputs, result.summary]).toEqual([{}, ''])
    expect(result.log).not.toContain(TOKEN)
  }

  test('without a record of an expected component', async () => {
    await start()
    await write('api')
    failed(await collect(['api', 'web']), "Component 'web' is expected, and the run has no record")
  })

  test('for a second, different record of one attempt', async () => {
    await start()
    await write('api')
    failed(await write('api', 'b'), "Component 'api' has a record of attempt 1 already")
  })

  test.each([
    [{ GITHUB_RUN_ID: '8' }, "is of run '1', and '8' is wanted"],
    [{ GITHUB_SHA: 'd'.repeat(40) }, "is of commit '0000"],
    [{ GITHUB_REPOSITORY: 'octo/other' }, "is of repository 'local/workspace'"],
  ])('for a record that is not of this run: %j', async (env, word) => {
    await start()
    await write('api')
    failed(await collect(['api'], {}, env), word)
  })

  test('for an artifact that holds something else', async () => {
    const { put } = await start()
    put('image-api-1.json', zipFile([{ name: 'x', content: Buffer.alloc(5_000_000) }]))
    failed(
      await collect(['api']),
      "The artifact 'image-api-1.json' cannot be unpacked: its file has 5000000 bytes",
    )
  })

  test('for an artifact that is too large', async () => {
    const { put } = await start()
    put('image-api-1.json', Buffer.alloc(100_000))
    failed(await collect(['api']), "to the download of 'image-api-1.json'")
  })

  test('outside GitHub Actions', async () => {
    failed(await write('api'), 'ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN are not set')
  })

  test('on a server without the service', async () => {
    await start({ fault: () => [404, '404 page not found'] })
    failed(await collect(['api']), 'GitHub Enterprise Server has no such service')
  })
})

test('a cancelled job ends at once', async () => {
  const cancelling = new AbortController()
  const { steps } = await start({
    fault: () => {
      cancelling.abort()
      return [503, '']
    },
  })
  const result = await collect(['api'], {}, {}, cancelling.signal)
  expect([result.exitCode, errorsOf(result)]).toEqual([130, ['Cancelled by SIGINT.']])
  expect(steps).toHaveLength(1)
})
