import { describe, expect, test } from '@jest/globals'
import { api, DOCKERFILE, planned } from './planned.ts'

const warnings = (log: readonly string[]) => log.filter((line) => line.includes('Nothing is built'))

describe('components of which no job comes', () => {
  test('are a warning that says where a Dockerfile was looked for', async () => {
    const { outputs, log } = await planned({ rows: [api()] })
    expect(outputs.anything).toBe(false)
    expect(warnings(log)).toHaveLength(1)
    expect(warnings(log)[0]).toMatch(
      /: api\. There is no services\/api\/Dockerfile\. Add the Dockerfile .* 'image' or 'checks'/,
    )
  })

  test('are counted when they are many', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((component) => ({ component }))
    const { log } = await planned({ rows })
    expect(warnings(log)[0]).toMatch(/: a, b, c, d, e, 2 more\. Add/)
  })

  test.each([
    ['nothing is selected', { rows: [] }],
    ['one has an image', { rows: [api(), { component: 'shared' }], files: DOCKERFILE }],
    ['one has a check', { rows: [api({ checks: { test: 'npm test' } })] }],
  ])('are no matter when %s', async (_, world) => {
    expect(warnings((await planned(world)).log)).toEqual([])
  })
})
