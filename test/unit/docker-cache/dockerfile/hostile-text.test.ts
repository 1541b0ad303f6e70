import { cacheMounts } from '@ci-kit/docker-cache/dockerfile/cache-mounts'
import { firstAffected } from '@ci-kit/docker-cache/dockerfile/first-affected'
import { imageSources } from '@ci-kit/docker-cache/dockerfile/image-sources'
import { stepLine } from '@ci-kit/docker-cache/dockerfile/step-line'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { cpuTime } from '../../../fakes/cpu-time.ts'
import { parsed } from './parsed.ts'

const piece = fc.constantFrom(
  ...[
    'FROM ',
    'AS ',
    'RUN ',
    'COPY ',
    'ADD ',
    'ARG ',
    'ENV ',
    'ONBUILD ',
    'WORKDIR /',
    '# ',
    '#syntax=',
  ],
  ...[
    'escape=`',
    '\\',
    '`',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '<<',
    '<<-EOF',
    'EOF',
    '"',
    "'",
    '$',
    `\${`,
    ':-',
    '}',
  ],
  ...[
    '--from=',
    '--mount=type=cache,',
    'target=',
    'id=',
    'a',
    'b',
    '0',
    '=',
    '[',
    ']',
    ',',
    '\uFEFF',
    '\0',
  ],
)
const text = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.string({ unit: codePoint, maxLength: 200 }),
)

test('no text makes it throw, and every line is in the file', () => {
  fc.assert(
    fc.property(text, (source) => {
      const dockerfile = parsed(source)
      const last = source.split('\n').length
      const instructions = dockerfile.stages.flatMap((stage) => [stage.from, ...stage.instructions])
      for (const { line, endLine } of [...dockerfile.globalArgs, ...instructions]) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(endLine).toBeGreaterThanOrEqual(line)
        expect(endLine).toBeLessThanOrEqual(last)
      }
      imageSources(dockerfile)
      const changed = { files: ['a', 'b/a'], args: ['a'], dockerfile: false, bases: [] }
      for (const { line } of firstAffected(dockerfile, undefined, changed)) {
        expect(line).toBeLessThanOrEqual(last)
      }
      for (const { line } of cacheMounts(dockerfile)) expect(line).toBeLessThanOrEqual(last)
      const step = {
        platform: undefined,
        stage: undefined,
        position: 1,
        count: 1,
        instruction: 'RUN a',
      }
      expect(stepLine(dockerfile, step) ?? 1).toBeLessThanOrEqual(last)
    }),
    { numRuns: 500 },
  )
})

const SIZE = 100_000
const filled = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length))

describe('a large file of odd text takes no long time', () => {
  test.each([
    ['spaces', ' '],
    ['spaces before a character', `FROM a\nRUN${filled(' ')}x`, ''],
    ['a directive of spaces', `# syntax=a${filled(' ')}b`, ''],
    ['carriage returns', `FROM a\nRUN x${filled('\r')}y`, ''],
    ['escapes', '\\'],
    ['escaped lines', '\\\n'],
    ['stages', 'FROM a AS a\n'],
    ['a chain of arguments', 'ARG A=$A$A$A\n'],
    ['a chain in a stage', 'FROM a\nARG A=aaaaaaaaaaaaaaaa\n', 'ENV A=$A$A$A\n'],
    ['open braces', 'FROM ', `\${a:-`],
    ['quotes', 'FROM a\nRUN ', '"\''],
    ['brackets', 'FROM a\nRUN ', '['],
    ['here-documents', 'FROM a\nRUN ', '<<a '],
    ['unfinished here-documents', 'FROM a\n', 'RUN <<a\n'],
    ['mounts', 'FROM a\nRUN ', '--mount=type=cache,target=$a '],
    ['one mount', 'FROM a\nRUN --mount=', '",",'],
    ['patterns', `ARG A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nFROM \${A%`, '*a'],
    ['sources', 'FROM a\nCOPY ', '../a '],
  ])('%s', (_, head, unit = head) => {
    const took = cpuTime(() => {
      const dockerfile = parsed(unit === '' ? head : head + filled(unit))
      imageSources(dockerfile)
      cacheMounts(dockerfile)
    })
    expect(took).toBeLessThan(2_000)
  })

  test('triggers for many stages', () => {
    const triggers = Array.from({ length: 3000 }, () => 'ONBUILD RUN a')
    const stages = Array.from({ length: 3000 }, () => 'FROM b')
    const took = cpuTime(() => {
      const dockerfile = parsed(['FROM a AS b', ...triggers, ...stages])
      expect(cacheMounts(dockerfile)).toEqual([])
    })
    expect(took).toBeLessThan(2_000)
  })

  test('a chain of stages', () => {
    const stages = Array.from(
      { length: 5000 },
      (_, index) => `FROM s${index} AS s${index + 1}\nENV A=$A`,
    )
    const took = cpuTime(() => {
      const dockerfile = parsed(['FROM a AS s0', ...stages])
      expect(imageSources(dockerfile).images).toEqual(['a'])
    })
    expect(took).toBeLessThan(2_000)
  })
})
