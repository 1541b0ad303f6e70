import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const instructionsOf = (lines: string | readonly string[]) => parsed(lines).stages[0]?.instructions
const only = (lines: string | readonly string[]) => instructionsOf(lines)?.[0]

describe('lines', () => {
  test.each([
    ['a continued line', ['FROM a', 'RUN one \\', '  two'], 'one   two', 2, 3],
    ['a comment in between', ['FROM a', 'RUN one \\', '# no', '  two'], 'one   two', 2, 4],
    ['an empty line in between', ['FROM a', 'RUN one \\', '', ' two'], 'one  two', 2, 4],
    ['space behind the escape', ['FROM a', 'RUN one \\  ', 'two'], 'one two', 2, 3],
    ['an escaped escape', ['FROM a', 'RUN one \\\\', 'RUN two'], 'one \\\\', 2, 2],
    ['CRLF', 'FROM a\r\nRUN one \\\r\n two\r\n', 'one  two', 2, 3],
    ['lower case', ['from a', 'run one'], 'one', 2, 2],
    ['leading space', ['  FROM a', '\t RUN one'], 'one', 2, 2],
    ['a byte order mark', '\uFEFFFROM a\nRUN one', 'one', 2, 2],
    ['a last line that goes on', ['FROM a', 'RUN one \\'], 'one', 2, 4],
    ['the other escape', ['# escape=`', 'FROM a', 'RUN one `', ' \\ two'], 'one  \\ two', 3, 4],
  ])('%s', (_, lines, text, line, endLine) => {
    const [instruction] = parsed(lines).stages[0]?.instructions ?? []
    expect(instruction).toMatchObject({ name: 'RUN', text })
    expect(instruction?.line).toBe(line)
    expect(Math.min(instruction?.endLine ?? 0, endLine)).toBe(instruction?.endLine)
  })

  test('comments keep their lines and are no instructions', () => {
    const { comments, stages } = parsed(['# first', 'FROM a', 'RUN b \\', ' # second', ' c'])
    expect(comments).toEqual([
      { line: 1, text: 'first' },
      { line: 4, text: 'second' },
    ])
    expect(stages[0]?.instructions).toHaveLength(1)
  })
})

describe('directives', () => {
  test('are read until the first line that is none', () => {
    const { directives, comments } = parsed([
      '# Syntax = docker/dockerfile:1 ',
      '#check=skip=all',
      '',
      '# escape=`',
      'FROM a',
    ])
    expect(Object.fromEntries(directives)).toEqual({
      syntax: 'docker/dockerfile:1',
      check: 'skip=all',
    })
    expect(comments).toEqual([{ line: 4, text: 'escape=`' }])
  })

  test.each([
    ['none', 'FROM a', undefined],
    ['behind #', '# syntax=docker/dockerfile:1\nFROM a', 'docker/dockerfile:1'],
    ['with options', '# syntax=image:1 option\nFROM a', 'image:1'],
    ['behind a shebang', '#!/usr/bin/env x\n# syntax=image:1\nFROM a', 'image:1'],
    ['behind //', '// syntax=image:2\nvoid', 'image:2'],
    ['in JSON', '{ "syntax": "image:3" }', 'image:3'],
    ['too late', 'FROM a\n# syntax=image:1', undefined],
  ])('frontend: %s', (_, text, frontend) => {
    expect(parsed(text).frontend).toBe(frontend)
  })

  test('BUILDKIT_SYNTAX wins over the file', () => {
    const given = { buildArgs: { BUILDKIT_SYNTAX: 'other:1' } }
    expect(parsed('# syntax=image:1\nFROM a', given).frontend).toBe('other:1')
  })
})

describe('flags', () => {
  test('are read up to the first word that is none', () => {
    expect(
      only(['FROM a', 'COPY --from=b --link --chown="a b" --chmod=0755 x --y z']),
    ).toMatchObject({
      flags: [
        { name: 'from', value: 'b' },
        { name: 'link', value: '' },
        { name: 'chown', value: 'a b' },
        { name: 'chmod', value: '0755' },
      ],
      text: 'x --y z',
    })
  })

  test('end at --', () => {
    expect(only(['FROM a', 'COPY --link -- --x y'])).toMatchObject({
      flags: [{ name: 'link', value: '' }],
      text: '--x y',
    })
  })

  test('of ONBUILD are part of its text', () => {
    expect(only(['FROM a', 'ONBUILD COPY --link . /x'])).toMatchObject({
      name: 'ONBUILD',
      text: 'COPY --link . /x',
    })
  })
})

describe('here-documents', () => {
  test.each([
    ['plain', 'RUN <<EOF', ['a', 'EOF'], [{ name: 'EOF', expand: true, content: 'a\n' }]],
    ['quoted', 'RUN <<"EOF"', ['a', 'EOF'], [{ name: 'EOF', expand: false, content: 'a\n' }]],
    ['in single quotes', "RUN <<'E'", ['E'], [{ name: 'E', expand: false, content: '' }]],
    ['with tabs', 'RUN <<-E', ['\ta', '\tE'], [{ name: 'E', expand: true, content: 'a\n' }]],
    ['with a number', 'RUN 3<<E', ['a', 'E'], [{ name: 'E', expand: true, content: 'a\n' }]],
    [
      'behind a command',
      'RUN cat <<E > f',
      ['a', 'E'],
      [{ name: 'E', expand: true, content: 'a\n' }],
    ],
    [
      'several',
      'COPY <<A <<B /x/',
      ['a', 'A', 'b', 'B'],
      [
        { name: 'A', expand: true, content: 'a\n' },
        { name: 'B', expand: true, content: 'b\n' },
      ],
    ],
    ['of ONBUILD', 'ONBUILD RUN <<E', ['a', 'E'], [{ name: 'E', expand: true, content: 'a\n' }]],
  ])('%s', (_, head, body, heredocs) => {
    const instructions = instructionsOf(['FROM a', head, ...body, 'USER x'])
    expect(instructions?.[0]?.heredocs).toEqual(heredocs)
    expect(instructions?.[0]?.endLine).toBe(2 + body.length)
    expect(instructions?.[1]).toMatchObject({ name: 'USER', line: 3 + body.length })
  })

  test.each([
    ['another instruction', 'ENV A=<<E'],
    ['the JSON form', 'RUN ["cat", "<<E"]'],
    ['a here-string', 'RUN cat <<<E'],
    ['a quoted one', 'RUN echo "<<E"'],
    ['an arithmetic shift', 'RUN echo $((1<<2<<3))'],
  ])('not in %s', (_, head) => {
    const instructions = instructionsOf(['FROM a', head, 'USER x'])
    expect(instructions?.map(({ name }) => name)).toEqual([head.split(' ')[0], 'USER'])
  })

  test('one that never ends takes the rest', () => {
    expect(only(['FROM a', 'RUN <<E', 'USER x'])?.heredocs[0]?.content).toContain('USER x')
  })
})
