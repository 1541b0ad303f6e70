import { UserError } from '@ci-kit/core/errors'
import { plainMembers } from '@ci-kit/detect-changes/components/plain-yaml'
import { yamlMembers } from '@ci-kit/detect-changes/components/yaml-members'
import type { YamlNode, YamlPair } from '@ci-kit/detect-changes/components/yaml-node'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { ORIGIN, parse } from './components.ts'

/** Values with the lines of what can be wrong or matched: scalars and keys. */
const shape = (node: YamlNode): unknown => {
  if (node.kind === 'scalar') return [node.line, node.value, node.text]
  return node.kind === 'list' ? node.items.map(shape) : node.pairs.map(shapeOfPair)
}
const shapeOfPair = ({ key, line, value }: YamlPair): unknown => ({
  key,
  line,
  value: shape(value),
})

/** Texts made from pieces that plain filters are made of, and some that look like them. */
const pieces = fc.constantFrom(
  ...['a', 'b', 'services/a/**', './x', '.env', 'a/b.md', 'true', 'True', 'null', '~', '0', '12'],
  ...['012', '1.5', '1e3', 'a#b', 'a:b', 'x: y', "'q'", "'q # r'", "'it''s'", '"d"', '"e\\n"'],
  ...["'q'x", '[a, b]', "[a, 'b, c']", '[a,]', '[]', '[[a]]', '{a: b}', '*a', '&a', '&a x', '*b'],
  ...['&b', '!x', '!x/**', '|', '>', '- a', '-', '- - a', '? a', 'a:', 'b:', 'needs:', 'paths: x'],
  ...['added|modified: x', '- b: x', '- a:', 'a: 1', '# c', ' # c', '---', '...', '%Y', '@a', '`a'],
  ...['é', '\t', 'a b', '-a', 'a-', 'a,b', '=', '<<: a', '<', 'yes', '_', '<<', "''", '""', '.nan'],
)
const line = fc
  .tuple(fc.constantFrom('', '', '', '  ', '  ', '    ', ' '), fc.array(pieces, { maxLength: 3 }))
  .map(([indent, parts]) => indent + parts.join(' '))
const text = fc.array(line, { minLength: 1, maxLength: 7 }).map((lines) => lines.join('\n'))

/** One piece where a value may stand, so that much of it is plain but for the piece. */
const slots = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...[(piece: string) => `: ${piece}`, (piece: string) => `:\n  - ${piece}`],
        ...[(piece: string) => `:\n- ${piece}`, (piece: string) => `: [x, ${piece}]`],
        ...[(piece: string) => `: # ${piece}`, (piece: string) => `:\n  - ${piece}:\n    - x`],
        ...[
          (piece: string) => `:\n  ${piece}: x\n  k: ${piece}`,
          (piece: string) => `:\n  ${piece}`,
        ],
      ),
      pieces,
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => all.map(([form, piece], at) => `k${at}${form(piece)}`).join('\n'))

/** Texts that are plain by construction, nested at random. */
const value = fc.constantFrom('a', "'!**/*.md'", 'x/**', '"q"', '12', 'true', '[a, b]', 'w # c')
const filters = fc
  .array(
    fc.tuple(fc.constantFrom('', '  ', ' '), fc.array(value, { minLength: 1, maxLength: 3 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) =>
    all
      .flatMap(([indent, values], at) => [
        `f${at}:${at % 2 ? '' : ` &f${at}`}`,
        ...values.map((one) => `${indent}- ${one}`),
        ...(at % 3 === 1
          ? [`${indent}- *f${at - 1}`, `${indent}- added|deleted:`, `${indent}    - x`]
          : []),
        ...(at % 3 === 2 ? [`o${at}:`, '  paths:', '  - a', '  needs: b', '  m:', '    n: c'] : []),
      ])
      .join('\n'),
  )

const full = (from: string): unknown => {
  try {
    return yamlMembers(from, ORIGIN).map(shapeOfPair)
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
}

describe('the reader of plain YAML', () => {
  test('finds what the parser for all of YAML finds, or leaves the text to it', () => {
    let plain = 0
    fc.assert(
      fc.property(fc.oneof(text, slots, filters), (from) => {
        const members = plainMembers(from)
        if (members === undefined) return
        plain += 1
        expect(members.map(shapeOfPair)).toEqual(full(from))
      }),
      { numRuns: 5_000 },
    )
    expect(plain).toBeGreaterThan(500)
  })

  test.each([
    "api:\n  - 'services/api/**'\n  - '!**/*.md'\n",
    'shared: &shared\n  - libs/**\n\n# the web\nweb:\n  - *shared\n  - web/** # all of it\n',
    'web:\n  paths: [web/**, libs/**]\n  needs:\n  - core\n  build: 1',
    'web:\n  - added|modified: x\n  - deleted:\n      - y\n      - z\n',
    'a: x\r\nb:\r\n  - y\r\n',
  ])('reads %j by itself', (from) => {
    expect(plainMembers(from)?.map(shapeOfPair)).toEqual(full(from))
  })

  test.each([
    'a: b: c',
    'a: x\na: y',
    'a:\n  - *b',
    'a: &a\n  - *a',
    'a: x\n  y',
    'a:\n\t- b',
    'a: |\n  b',
    '- a',
    'a: [b',
    'a: x\u00a0',
    'true: x',
    `a: ${'x'.repeat(300_000)}`,
    `a:\n  ${'- '.repeat(1_000)}b`,
  ])('leaves %.40j to the parser for all of YAML', (from) => {
    expect(plainMembers(from)).toBeUndefined()
  })
})

describe('hostile texts', () => {
  test('end in components or in a UserError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, slots, fc.string({ unit: codePoint })), async (from) => {
        await parse(from).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ name: 'UserError' })
        })
      }),
      { numRuns: 3_000 },
    )
  })
})
