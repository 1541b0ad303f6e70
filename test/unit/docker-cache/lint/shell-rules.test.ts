import { simpleCommands } from '@ci-kit/docker-cache/lint/simple-commands'
import { describe, expect, test } from '@jest/globals'
import { linesOf } from './linted.ts'

describe('simpleCommands', () => {
  test.each([
    ['a && b || c; d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['a \'b c\' "d;e" f\\ g', ['a|b c|d;e|f g']],
    ['a $(b c) `d`', ['a', 'b|c', 'd']],
    [`a \${b:-c d} e`, [`a|\${b:-c d}|e`]],
    ['a # b; c\nd', ['a', 'd']],
    ['a#b', ['a#b']],
    ['a \\\n b', ['a|b']],
    ["a 'b", ['a|b']],
    ['{ a; } && (b)', ['a', 'b']],
    ['', []],
  ])('%j', (script, commands) => {
    expect(simpleCommands(script).map((words) => words.join('|'))).toEqual(commands)
  })
})

describe('apt-update-alone', () => {
  test.each([
    ['an update of its own', ['RUN apt-get update', 'RUN apt-get install -y curl'], [2]],
    [
      'an update in both',
      ['RUN apt-get update', 'RUN apt-get update && apt-get install -y curl'],
      [],
    ],
    ['both in one', ['RUN apt-get update && apt-get install -y curl'], []],
    ['no installation', ['RUN apt-get update', 'RUN make'], []],
    ['more than an update', ['RUN apt-get update && ./x', 'RUN apt-get install -y curl'], []],
  ])('%s', (_, lines, found) => {
    expect(linesOf('apt-update-alone', ['FROM a:1', ...lines])).toEqual(found)
  })
})

describe('apt-upgrade', () => {
  test.each([
    ['upgrade', 'RUN apt-get update && apt-get -y upgrade', [2]],
    ['dist-upgrade', 'RUN apt-get dist-upgrade -y', [2]],
    ['a package of the name', 'RUN apt-get install -y upgrade', []],
    ['an upgrade of one package', 'RUN apt-get install -y --only-upgrade openssl', []],
    ['an upgrade of something else', 'RUN pip install --upgrade pip', []],
  ])('%s', (_, line, found) => {
    expect(linesOf('apt-upgrade', ['FROM a:1', line])).toEqual(found)
  })
})

describe('sudo', () => {
  test.each([
    ['under another user', ['USER app', 'RUN sudo make install'], [3]],
    ['with options', ['USER app', 'RUN a && sudo -E -u root b'], [3]],
    ['its installation', ['USER app', 'RUN apt-get install sudo'], []],
    ['where the user is not known', ['RUN sudo make'], []],
    ['after USER root', ['USER app', 'USER root', 'RUN sudo a'], []],
  ])('%s', (_, lines, found) => {
    expect(linesOf('sudo', ['FROM a:1', ...lines])).toEqual(found)
  })
})

describe('run-without-effect', () => {
  test.each([
    ['cd', 'RUN cd /app', [2]],
    ['export', 'RUN export A=1 && export B=2', [2]],
    ['cd with a command', 'RUN cd /app && make', []],
    ['a command that starts alike', 'RUN cdk deploy', []],
    ['an empty here-document', 'RUN <<EOF\nEOF', []],
  ])('%s', (_, line, found) => {
    expect(linesOf('run-without-effect', ['FROM a:1', line])).toEqual(found)
  })
})
