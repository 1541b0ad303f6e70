import { attributes, parseAttributes } from '@ci-kit/docker-cache/build/attributes'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

test.each([
  [[['id', 'npm']], 'id=npm'],
  [
    [
      ['push', true],
      ['level', 0],
      ['empty', ''],
    ],
    'push=true,level=0,empty=',
  ],
  [[['src', 'a,b "c"']], '"src=a,b ""c"""'],
  [[], ''],
] as const)('the attributes %j are written as %s', (given, line) => {
  expect(attributes(given)).toBe(line)
})

describe('attributes are read as buildx reads them:', () => {
  test.each([
    ['type=oci,dest=a=b', { type: 'oci', dest: 'a=b' }],
    [' Type=oci,DEST = a', { type: 'oci', dest: ' a' }],
    ['type=a,type=b', { type: 'b' }],
    ['type=local,"dest=a,type=oci"', { type: 'local', dest: 'a,type=oci' }],
    ['folder,=x,type=tar', { type: 'tar' }],
    ['type=oci,"dest=a', {}],
    ['', {}],
  ])('%j', (line, expected) => expect(Object.fromEntries(parseAttributes(line))).toEqual(expected))

  test('whatever was written comes back', () => {
    const name = fc.stringMatching(/^[a-z][a-z.-]{0,9}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([key]) => key }),
        (given) => {
          expect([...parseAttributes(attributes(given))]).toEqual(given)
        },
      ),
    )
  })
})
