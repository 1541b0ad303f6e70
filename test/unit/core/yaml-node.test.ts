import { UserError } from '@ci-kit/core/errors'
import { yamlNode } from '@ci-kit/core/yaml-node'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

const read = (text: string) => yamlNode(text, 'The file', 'Mend it.')

const scalar = (line: number, text: string, isNull = false) => ({
  kind: 'scalar',
  line,
  text,
  isNull,
})

test('values stand in their lines, and numbers and dates stay as they are written', () => {
  expect(read('# first\na: 2026-12-31\nb:\n  - 3.10\n  - "x y"\n  - ~\nc: {d: yes}\ne:\n')).toEqual(
    {
      kind: 'map',
      line: 2,
      members: [
        { name: 'a', line: 2, value: scalar(2, '2026-12-31') },
        {
          name: 'b',
          line: 3,
          value: {
            kind: 'list',
            line: 4,
            items: [scalar(4, '3.10'), scalar(5, 'x y'), scalar(6, '~', true)],
          },
        },
        {
          name: 'c',
          line: 7,
          value: {
            kind: 'map',
            line: 7,
            members: [{ name: 'd', line: 7, value: scalar(7, 'yes') }],
          },
        },
        { name: 'e', line: 8, value: scalar(8, '', true) },
      ],
    },
  )
})

test.each(['', '# nothing', '~'])('%j is nothing', (text) => {
  expect(read(text)).toMatchObject({ kind: 'scalar', isNull: true })
})

test.each([
  ['a: 1\nb: [x', /^The file, line 2: .*\. Mend it\.$/],
  ['a: &b 1\nc: *b', /^The file, line 2: \*b is an alias, which is not read here\. Mend it\.$/],
  ['a: 1\n[b]: 2', /^The file, line 2: the name of a member is no text\. Mend it\.$/],
  [`a: ${'['.repeat(60)}${']'.repeat(60)}`, /line 1: lists and maps nest deeper than 50 levels/],
])('%.30j is refused', (text, message) => {
  expect(() => read(text)).toThrow(UserError)
  expect(() => read(text)).toThrow(message)
})

test('anything is read or refused with a UserError', () => {
  const unit = fc.constantFrom(...[...'ab:-?[]{},&*!|>#%@\'"\\ \n\t0.~<=_'])
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      try {
        expect(read(text).line).toBeGreaterThan(0)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UserError)
      }
    }),
  )
})
