import { closest } from '@ci-kit/core/closest'
import { describe, expect, test } from '@jest/globals'

describe('closest', () => {
  test.each([
    ['croe', ['web', 'core'], 'core'],
    ['CORE', ['web', 'core'], 'core'],
    ['cor', ['core'], 'core'],
    ['ab', ['ac'], undefined],
    ['api-sever', ['api-client', 'api-server'], 'api-server'],
    ['web', ['api', 'docs'], undefined],
    ['same', ['sane', 'some'], 'sane'],
    ['x', [], undefined],
  ])('%s of %j is %s', (name, candidates, wanted) => {
    expect(closest(name, candidates)).toBe(wanted)
  })
})
