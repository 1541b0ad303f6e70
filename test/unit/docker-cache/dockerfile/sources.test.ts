import { imageSources } from '@ci-kit/docker-cache/dockerfile/image-sources'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const baseOf = (lines: readonly string[], given: Parameters<typeof parsed>[1] = {}) =>
  parsed(lines, given).stages.at(-1)?.base

const image = (reference: string) => ({ kind: 'image', reference })

describe('what FROM starts from', () => {
  test.each([
    ['an image', ['FROM node:24'], {}, image('node:24')],
    ['nothing', ['FROM scratch'], {}, { kind: 'scratch' }],
    ['a stage', ['FROM a AS B', 'FROM b'], {}, { kind: 'stage', index: 0 }],
    [
      'the later of two of a name',
      ['FROM a AS x', 'FROM b AS x', 'FROM x'],
      {},
      { kind: 'stage', index: 1 },
    ],
    ['an image with the name of itself', ['FROM a AS a'], {}, image('a')],
    ['a stage that comes later', ['FROM b', 'FROM b'], {}, image('b')],
    ['an ARG with a default', ['ARG V=1', 'FROM a:$V'], {}, image('a:1')],
    ['an ARG with another letter', ['ARG Vé=1', 'FROM a:$Vé'], {}, image('a:1')],
    ['an ARG of another', ['ARG V=1', `ARG I=a:\${V}`, 'FROM $I'], {}, image('a:1')],
    ['a given ARG', ['ARG V=1', 'FROM a:$V'], { buildArgs: { V: '2' } }, image('a:2')],
    [
      'a given one that is not declared',
      [`FROM a:\${V:-3}`],
      { buildArgs: { V: '2' } },
      image('a:3'),
    ],
    ['a default', [`FROM a:\${V:-\${W:-4}}`], {}, image('a:4')],
    ['a default for unset', ['ARG V=', `FROM a:x\${V-y}`], {}, image('a:x')],
    ['an alternative', ['ARG V=1', `FROM a\${V:+:slim}`], {}, image('a:slim')],
    ['a prefix cut off', ['ARG V=v1.2.3', `FROM a:\${V#v}`], {}, image('a:1.2.3')],
    ['a suffix cut off', ['ARG V=1.2.3', `FROM a:\${V%.*}`], {}, image('a:1.2')],
    ['the longest suffix cut off', ['ARG V=1.2.3', `FROM a:\${V%%.*}`], {}, image('a:1')],
    ['a replacement', ['ARG V=1.2.3', `FROM a:\${V//./-}`], {}, image('a:1-2-3')],
    ['quotes', ['ARG V="1"', "FROM 'a':$V"], {}, image('a:1')],
    ['the target platform', ['FROM a-$TARGETARCH'], { platform: 'linux/arm64' }, image('a-arm64')],
    [
      'a context for an image',
      ['FROM a'],
      { buildContexts: { a: './x' } },
      { kind: 'context', name: 'a' },
    ],
    [
      'a context in another spelling',
      ['FROM docker.io/library/a:latest'],
      { buildContexts: { a: './x' } },
      { kind: 'context', name: 'a' },
    ],
    [
      'a context for a stage',
      ['FROM a AS deps', 'RUN x'],
      { buildContexts: { deps: './x' } },
      { kind: 'context', name: 'deps' },
    ],
    [
      'no context for scratch',
      ['FROM scratch'],
      { buildContexts: { scratch: 'x' } },
      { kind: 'scratch' },
    ],
    ['an unknown platform', ['FROM a-$BUILDARCH'], {}, { kind: 'unknown', text: 'a-$BUILDARCH' }],
    ['an empty name', ['FROM $V'], {}, { kind: 'unknown', text: '$V' }],
    ['a wrong variable', [`FROM a:\${V`], {}, { kind: 'unknown', text: `a:\${V` }],
    ['a required variable', [`FROM a:\${V:?set it}`], {}, { kind: 'unknown', text: `a:\${V:?set` }],
  ])('%s', (_, lines, given, base) => {
    expect(baseOf(lines, given)).toEqual(base)
  })
})

describe('what a build needs from outside', () => {
  const multi = [
    '# syntax=docker/dockerfile:1',
    'FROM node:24 AS deps',
    'RUN --mount=from=tools:1,target=/t --mount=type=cache,from=seed:1,target=/c x',
    'FROM golang:1 AS unused',
    'COPY --from=nobody:1 /a /b',
    'FROM deps AS build',
    'COPY --from=copied:1 /a /b',
    'ADD https://example.com/x.tgz https://github.com/o/r.git#v1 local /y',
    'FROM scratch',
    'COPY --from=build /a /b',
    'COPY --from=0 /a /b',
  ]

  test('only of stages that the last one needs', () => {
    expect(imageSources(parsed(multi))).toEqual({
      images: ['docker/dockerfile:1', 'node:24', 'tools:1', 'seed:1', 'copied:1'],
      contexts: [],
      unknown: [],
      remoteAdds: ['https://example.com/x.tgz', 'https://github.com/o/r.git#v1'],
    })
  })

  test('of a target', () => {
    expect(imageSources(parsed(multi), 'Unused').images).toEqual([
      'docker/dockerfile:1',
      'golang:1',
      'nobody:1',
    ])
  })

  test('of everything when there is no such target', () => {
    expect(imageSources(parsed(multi), 'missing').images).toContain('nobody:1')
  })

  test('nothing of a stage that a named context stands for', () => {
    const dockerfile = parsed(multi, { buildContexts: { build: 'docker-image://other:1' } })
    expect(imageSources(dockerfile)).toMatchObject({
      images: ['docker/dockerfile:1', 'node:24', 'tools:1', 'seed:1'],
      contexts: ['build'],
      remoteAdds: [],
    })
  })

  test('names a context once, and as it was given', () => {
    const given = { buildContexts: { 'alpine:latest': 'x' } }
    const dockerfile = parsed(['FROM alpine', 'COPY --from=docker.io/alpine /a /b'], given)
    expect(imageSources(dockerfile)).toMatchObject({ images: [], contexts: ['alpine:latest'] })
  })

  test('takes the triggers of a stage along', () => {
    const dockerfile = parsed(['FROM a AS base', 'ONBUILD COPY --from=b:1 /a /b', 'FROM base'])
    expect(imageSources(dockerfile).images).toEqual(['a', 'b:1'])
  })

  test.each([
    ['a variable in --from', 'COPY --from=$X /a /b', '$X'],
    ['a stage number too high', 'COPY --from=7 /a /b', '7'],
    ['a variable in a mount', 'RUN --mount=from=$X,target=/x y', '$X'],
    ['a variable of the base image in ADD', 'ADD $URL /x', '$URL'],
  ])('says that it does not know: %s', (_, line, text) => {
    expect(imageSources(parsed(['FROM a', line])).unknown).toEqual([text])
  })

  test('replaces variables in ADD', () => {
    const dockerfile = parsed(['FROM a', 'ARG V=1', 'ENV U=https://x.org/$V', 'ADD $U/f /f'])
    expect(imageSources(dockerfile).remoteAdds).toEqual(['https://x.org/1/f'])
  })

  test('inherits variables from the stage below', () => {
    const dockerfile = parsed(['FROM a AS b', 'ARG V=1', 'FROM b', 'ADD https://x.org/$V /f'])
    expect(imageSources(dockerfile).remoteAdds).toEqual(['https://x.org/1'])
  })
})
