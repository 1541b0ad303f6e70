import type { Dockerfile, Flag, Instruction } from '@ci-kit/docker-cache/dockerfile/dockerfile'
import { remoteAdd } from '@ci-kit/docker-cache/key/remote-adds'
import { describe, expect, test } from '@jest/globals'
import { parsed } from '../dockerfile/parsed.ts'

const instruction = (name: string, text: string, flags: readonly Flag[] = []): Instruction => ({
  name,
  line: 7,
  endLine: 7,
  flags,
  text,
  heredocs: [],
})

const dockerfile = (...instructions: Instruction[]): Dockerfile => ({
  given: { buildArgs: new Map(), buildContexts: new Map() },
  escapeToken: '\\',
  frontend: undefined,
  comments: [],
  directives: new Map(),
  globalArgs: [],
  stages: [
    {
      index: 0,
      name: undefined,
      from: instruction('FROM', 'scratch'),
      base: { kind: 'scratch' },
      platform: undefined,
      instructions,
    },
  ],
})

const SHA = '0123456789abcdef0123456789abcdef01234567'
const CHECKSUM = { name: 'checksum', value: `sha256:${'a'.repeat(64)}` }

describe('remote sources of ADD', () => {
  test.each([
    ['ADD', 'https://example.org/a.tar.gz /'],
    ['ADD', 'local https://example.org/a /x/'],
    ['ADD', '["https://example.org/a", "/x"]'],
    ['ADD', 'HTTPS://example.org/a /x'],
    ['ADD', 'https://github.com/org/repo.git#main /src'],
    ['ADD', 'git@github.com:org/repo.git /src'],
    ['ADD', '$URL /x'],
    ['ADD', '$URL/a.tgz /x'],
    ['ADD', 'ht$X /x'],
    ['ADD', 'github.$X /x'],
    ['ONBUILD', 'ADD https://example.org/a /x'],
    ['ONBUILD', 'add $X /x'],
  ])('%s %s can change', (name, text) => {
    expect(remoteAdd(dockerfile(instruction('RUN', 'true'), instruction(name, text)))).toEqual({
      doubt: expect.stringMatching(/^line 7 adds .*--checksum$/),
    })
  })

  test.each([
    ['ADD', 'a.tar.gz /', []],
    ['ADD', 'app-$VERSION.tar.gz /', []],
    ['ADD', '. $HOME', []],
    ['ADD', '["a b", "/x"]', []],
    ['ADD', `https://github.com/org/repo.git#${SHA} /src`, []],
    ['ADD', `https://github.com/org/repo.git#${SHA}:sub /src`, []],
    ['ADD', 'https://example.org/a /x', [CHECKSUM]],
    ['RUN', 'curl https://example.org/a', []],
    ['COPY', '$X /x', []],
    ['ONBUILD', 'RUN curl https://example.org/a', []],
    ['ONBUILD', 'ADD local /x', []],
  ])('%s %s follows from the inputs', (name, text, flags) => {
    expect(remoteAdd(dockerfile(instruction(name, text, flags)))).toBeUndefined()
  })

  test.each([
    ['an escape', 'ADD http:\\//x.org/a /a'],
    ['quotes', 'ADD http:"//x.org/a" /a'],
    ['JSON', 'ADD ["http\\u003a//x.org/a", "/a"]'],
    ['a variable with a digit before it', 'ARG S=p://x.org/a\nADD htt$S /a'],
    ['a repository of another user', 'ADD deploy@x.org:org/repo.git /a'],
    ['a checksum that is not set', 'ARG SUM\nADD --checksum=$SUM https://x.org/a /a'],
    ['a trigger of its own stage', 'ONBUILD ADD http:\\//x.org/a /a\nFROM s'],
  ])('is seen through %s', (_, lines) => {
    expect(remoteAdd(parsed(['FROM scratch AS s', ...lines.split('\n')]))).toEqual({
      doubt: expect.stringMatching(/^line \d adds .*--checksum$/),
    })
  })

  test('a checksum in a variable is one', () => {
    const lines = [
      'FROM scratch',
      `ARG S=${CHECKSUM.value}`,
      'ADD --checksum=$S https://x.org/a /a',
    ]
    expect(remoteAdd(parsed(lines))).toBeUndefined()
  })

  test('an empty checksum is none', () => {
    const flags = [{ name: 'checksum', value: '' }]
    expect(remoteAdd(dockerfile(instruction('ADD', 'https://e.org/a /', flags)))).toBeDefined()
  })
})
