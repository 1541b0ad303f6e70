import { finalStageLine } from '@ci-kit/trivy-scan/report/dockerfile-line'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../../fakes/cpu-time.ts'

const file = (...lines: readonly string[]): string => lines.join('\n')

describe('the line of the final stage', () => {
  test.each<[string, string, number]>([
    ['of one stage', file('FROM alpine', 'USER app'), 1],
    ['of the last of several', file('FROM a AS one', 'FROM b AS two', 'RUN x'), 2],
    ['in lower case, and indented', file('FROM a', '  from b'), 2],
    ['after arguments', file('ARG TAG=1', '', 'FROM alpine:$TAG'), 3],
    ['with a platform', file('FROM a', 'FROM --platform=$BUILDPLATFORM b'), 2],
    ['with a tab', file('FROM a', 'FROM\tb'), 2],
    ['that goes on in the next line', file('FROM a', 'FROM \\', '  b', 'RUN x'), 2],
    ['of a file with CR and LF', 'FROM a\r\nRUN x \\\r\n FROM b\r\nFROM c\r\n', 4],
    ['of a file with a byte order mark', '\ufeff# escape=`\nFROM a\nRUN x `\n FROM b\n', 2],
    ['of an empty file', '', 1],
    ['of a file without stages', file('# FROM a', 'ARG x'), 1],
    ['of a file that ends in a continuation', file('FROM a', 'RUN x \\'), 1],
  ])('%s', (_, text, line) => expect(finalStageLine(text)).toBe(line))
})

describe('no stage is', () => {
  test.each<[string, string]>([
    ['a comment', file('FROM a', '# FROM b', '  # FROM c')],
    ['another word', file('FROM a', 'FROMAGE b', 'ONBUILD RUN FROM')],
    ['a continued line', file('FROM a', 'RUN x \\', 'FROM b')],
    ['a line after white space behind the sign', file('FROM a', 'RUN x \\ \t', 'FROM b')],
    ['a line after a comment in between', file('FROM a', 'RUN x \\', '# c', '', 'FROM b')],
    ['a line of a heredoc', file('FROM a', 'RUN <<EOF', 'FROM b', 'EOF', 'RUN x')],
    ['a line of a heredoc in quotes', file('FROM a', "RUN cat <<'EOF' > f", 'FROM b', 'EOF')],
    ['a line of a heredoc with a number', file('FROM a', 'RUN cat 3<<EOF', 'FROM b', 'EOF')],
    ['a line of a heredoc with tabs', file('FROM a', 'RUN <<-"EOF"', 'FROM b', '\tEOF')],
    ['a line of the second heredoc', file('FROM a', 'COPY <<A <<B /d/', 'A', 'FROM b', 'B')],
    ['a comment of a heredoc', file('FROM a', 'ADD <<E f', '# \\', 'FROM b', 'E')],
    ['a line of an open heredoc', file('FROM a', 'RUN <<EOF', 'FROM b', ' EOF', 'EOF ')],
    ['what goes on with the sign of choice', file('# escape=`', 'FROM a', 'RUN x `', 'FROM b')],
  ])('%s', (_, text) => expect(finalStageLine(text)).toBe(text.startsWith('#') ? 2 : 1))
})

describe('a stage is what follows', () => {
  test.each<[string, string]>([
    ['a backslash that is escaped', file('RUN x \\\\', 'FROM b')],
    ['a continuation that ended', file('RUN x \\\n y', 'FROM b')],
    ['a heredoc', file('RUN <<EOF\nFROM a\nEOF', 'FROM b')],
    ['a heredoc in a text', file('RUN echo "a <<EOF b" \'<<EOF\'', 'FROM b')],
    ['a heredoc of an instruction that takes none', file('LABEL a=<<EOF <<EOF', 'FROM b')],
    ['another sign of choice', file('# escape=`', 'RUN x \\', 'FROM b')],
    ['a directive that comes too late', file('# a comment', '# escape=`', 'RUN x `', 'FROM b')],
    ['a directive after an empty line', file('', '# escape=`', 'RUN x `', 'FROM b')],
    ['a directive that is not known', file('# other=1', '# escape=`', 'RUN x `', 'FROM b')],
  ])('%s', (_, text) => expect(finalStageLine(text)).toBe(text.split('\n').length))
})

test('the directive may come after another', () => {
  const text = file('# syntax=docker/dockerfile:1', '# Escape = `', 'FROM a', 'RUN x `', 'FROM b')
  expect(finalStageLine(text)).toBe(3)
})

test('whatever stands in a file, the last whole instruction FROM is found', () => {
  const piece = fc.constantFrom(
    'RUN x',
    'RUN a \\\nFROM b',
    'RUN <<E\nFROM c\nE',
    '# FROM d',
    '',
    'COPY <<-"E F" <<G /\nE F\n\tFROM\nG',
    'ARG x=FROM',
    'RUN y \\\n# c\n\nFROM z',
  )
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), (before, after) => {
      const line = before.join('\n').split('\n').length + (before.length === 0 ? 0 : 1)
      const text = [...before, 'FROM final', ...after].join('\n')
      expect(finalStageLine(text)).toBe(before.length === 0 ? 1 : line)
    }),
  )
})

test('a large file takes no long time', () => {
  const lines = 'RUN <<A "\nA\nRUN x \\\n\n y\n'.repeat(100_000)
  const took = cpuTime(() => expect(finalStageLine(`FROM a\n${lines}`)).toBe(1))
  expect(took).toBeLessThan(5_000)
})
