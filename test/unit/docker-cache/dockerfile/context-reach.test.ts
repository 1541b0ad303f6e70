import { contextReach } from '@ci-kit/docker-cache/dockerfile/context-reach'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

describe('what a build reads of its context', () => {
  test.each<[string, string, string, string | undefined]>([
    ['a file', 'COPY a /x', 'a', undefined],
    ['a folder', 'COPY ./a/ /x', 'a/b/c', undefined],
    ['a pattern', 'COPY a*/?.txt /x', 'ab/c.txt', undefined],
    ['a character that takes two places', 'COPY ?.txt /x', '\u{1f600}.txt', undefined],
    ['two of them', 'COPY ??*.txt /x', '\u{1f600}\u{1f600}.txt', undefined],
    ['a bind mount', 'RUN --mount=type=bind,src=a,target=/m true', 'a/b', undefined],
    ['the JSON form', 'COPY ["a", "/x"]', 'a', undefined],
    ['an argument of the platform', 'ARG TARGETARCH\nCOPY $TARGETARCH /x', 'amd64', 'linux/amd64'],
    ['its variant', 'ARG TARGETVARIANT\nCOPY a$TARGETVARIANT /x', 'av7', 'linux/arm/v7'],
  ])('holds %s', (_, lines, path, platform) => {
    const reach = contextReach(
      parsed(['FROM base', ...lines.split('\n')], platform === undefined ? {} : { platform }),
    )
    expect(reach?.takes(path)).toBe(true)
    expect(reach?.takes('other')).toBe(false)
  })

  test.each(['linux/x86_64', 'linux/arm', 'linux/amd64/v1', 'linux/arm64/v8', 'arm64', undefined])(
    'may be all of it, where the platform %s is not as the builder writes it',
    (platform) => {
      const lines = ['FROM base', 'ARG TARGETARCH', 'COPY app-$TARGETARCH /x']
      const given = platform === undefined ? {} : { platform }
      expect(contextReach(parsed(lines, given))).toBeUndefined()
    },
  )

  test.each([
    ['COPY . /x', 'COPY . /x'],
    ['a bind mount without a source', 'RUN --mount=target=/m true'],
    ['folders above a copy', 'COPY --parents a/b /x'],
    ['a class with a slash in it', 'COPY ["a","/x"] z'],
    ['a variable of the base image', 'COPY $HOME /x'],
  ])('may be all of it: %s', (_, line) => {
    expect(contextReach(parsed(['FROM base', line]))).toBeUndefined()
  })

  test.each([
    ['docker/dockerfile:1', true],
    ['docker.io/docker/dockerfile:1-labs', true],
    ['docker/dockerfile-upstream:master', true],
    ['mirror.test/hub/docker/dockerfile:1', true],
    ['mirror.test/dockerfile:1', false],
    ['org/docker/dockerfiles:1', false],
  ])('is known with the frontend %s: %s', (frontend, isKnown) => {
    const reach = contextReach(parsed([`# syntax=${frontend}`, 'FROM base', 'COPY a /x']))
    expect(reach !== undefined).toBe(isKnown)
  })

  test('follows a link that is named, or lies above what is named', () => {
    const reach = contextReach(parsed(['FROM base', 'COPY a/b /x']))
    expect(['a', 'a/b', 'a/b/c', 'b'].map((path) => reach?.follows(path))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
