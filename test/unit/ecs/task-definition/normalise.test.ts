import { isSameRelease } from '@ci-kit/ecs/task-definition/compare'
import { normalised } from '@ci-kit/ecs/task-definition/normalise'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { written } from './samples.ts'

describe('normalised', () => {
  /** Documents with names that the shapes know and values that they do not expect. */
  const names = fc.constantFrom(
    'containerDefinitions',
    'environment',
    'tags',
    'name',
    'value',
    'key',
    'cpu',
    'memory',
    'image',
    'portMappings',
    'hostPort',
    'containerPort',
    'networkMode',
    'essential',
    'volumes',
    'host',
    'proxyConfiguration',
    'properties',
    'healthCheck',
    'logConfiguration',
    'options',
    '__proto__',
  )
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>('', 'a', 'tcp', '1 GB', 'awsvpc', 0, 1, true, false, null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(names, tie('any'), { maxKeys: 5 }),
    ),
  }))
  const documents = fc.dictionary(names, any, { maxKeys: 6 })

  test('normalising twice is normalising once, whatever it is', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = JSON.stringify(document)
        const once = normalised(document)
        expect(normalised(once)).toEqual(once)
        expect(JSON.stringify(document)).toBe(before)
      }),
    )
  })

  test('comparing is symmetric', () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        const [a, b] = [
          { ...written(), ...one },
          { ...written(), ...other },
        ]
        expect(isSameRelease(a, b)).toBe(isSameRelease(b, a))
      }),
    )
  })
})
