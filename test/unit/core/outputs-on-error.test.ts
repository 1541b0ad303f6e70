import { FailedResult, UserError } from '@ci-kit/core/errors'
import { withOutputsOnError } from '@ci-kit/core/outputs-on-error'
import { describe, expect, test } from '@jest/globals'

const thrownFor = (error: unknown): Promise<unknown> =>
  withOutputsOnError({ verdict: 'error' }, () => Promise.reject(error)).catch(
    (thrown: unknown) => thrown,
  )

describe('a step that ends early', () => {
  test('says so in its outputs, with the same words at the same place', async () => {
    const thrown = await thrownFor(new UserError('There is no database.', { file: 'a.yaml' }))
    expect(thrown).toBeInstanceOf(FailedResult)
    expect(thrown).toMatchObject({
      message: 'There is no database.',
      outputs: { verdict: 'error' },
      at: { file: 'a.yaml' },
    })
  })

  test.each([
    ['a result', new FailedResult('The scan fails.', { verdict: 'fail' })],
    ['a defect', new TypeError('undefined')],
  ])('with %s is left as it is', async (_, error) => {
    expect(await thrownFor(error)).toBe(error)
  })
})

test('a step that ends well keeps its outputs', async () => {
  expect(await withOutputsOnError({ verdict: 'error' }, async () => ({ verdict: 'pass' }))).toEqual(
    { verdict: 'pass' },
  )
})
