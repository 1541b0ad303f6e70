import { stepName } from '@ci-kit/docker-cache/progress/step-name'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('a Dockerfile step', () => {
  test.each([
    ['[2/5] RUN make', [undefined, undefined, 2, 5, 'RUN make']],
    ['[ 8/14] RUN make', [undefined, undefined, 8, 14, 'RUN make']],
    ['[build 2/5] COPY . .', [undefined, 'build', 2, 5, 'COPY . .']],
    ['[stage-1  9/10] WORKDIR /app', [undefined, 'stage-1', 9, 10, 'WORKDIR /app']],
    ['[build.v2_x-y 2/2] RUN x', [undefined, 'build.v2_x-y', 2, 2, 'RUN x']],
    ['[linux/arm64 build 2/5] RUN x', ['linux/arm64', 'build', 2, 5, 'RUN x']],
    ['[linux/arm/v7  3/12] RUN x', ['linux/arm/v7', undefined, 3, 12, 'RUN x']],
    ['[linux/amd64->arm64 build 2/2] RUN x', ['linux/amd64->arm64', 'build', 2, 2, 'RUN x']],
    [
      '[windows(10.0.17763.1)/amd64 build 2/2] RUN x',
      ['windows(10.0.17763.1)/amd64', 'build', 2, 2, 'RUN x'],
    ],
    ['[2/3] ONBUILD RUN x', [undefined, undefined, 2, 3, 'ONBUILD RUN x']],
    ['[2/3] RUN <<EOF (echo a...)', [undefined, undefined, 2, 3, 'RUN <<EOF (echo a...)']],
    ['[2/5] RUN echo 1/2] FROM x', [undefined, undefined, 2, 5, 'RUN echo 1/2] FROM x']],
    ['[2/2] ADD http://h/x /', [undefined, undefined, 2, 2, 'ADD http://h/x /']],
  ])('%s', (vertex, [platform, stage, position, count, instruction]) => {
    expect(stepName(vertex)).toEqual({ platform, stage, position, count, instruction })
  })
})

describe('no Dockerfile step is', () => {
  test.each([
    '[1/2] FROM docker.io/library/alpine:3.20@sha256:abc',
    '[linux/amd64->arm64 build 1/2] FROM alpine',
    '[internal] load build definition from Dockerfile',
    '[linux/arm64 internal] load metadata for docker.io/library/alpine:3.20',
    '[auth] org/shop:pull,push token for ghcr.io',
    '[context shared] load from client',
    'importing cache manifest from ghcr.io/org/app:cache-main',
    'exporting to image',
    'exporting cache to registry',
    'resolve image config for docker-image://docker.io/docker/dockerfile:1',
    '',
    '[2/5]',
    'x [2/5] RUN make',
  ])('%s', (vertex) => expect(stepName(vertex)).toBeUndefined())
})

test('every name that BuildKit makes of platform, stage and position is read back', () => {
  const platform = fc.constantFrom(undefined, 'linux/amd64', 'linux/arm/v7', 'linux/amd64->arm64')
  const stage = fc.option(fc.stringMatching(/^[a-z][a-z0-9-_.]{0,20}$/), { nil: undefined })
  const instruction = fc.stringMatching(/^(RUN|COPY|ADD|WORKDIR) [^\n]{1,40}$/)
  const count = fc.integer({ min: 1, max: 120 })
  fc.assert(
    fc.property(platform, stage, count, instruction, (platform, stage, count, instruction) => {
      const position = Math.ceil(count / 2)
      const padded = String(position).padStart(String(count).length)
      const words = [platform, stage].filter((word) => word !== undefined)
      const name = `[${[...words, `${padded}/${count}`].join(' ')}] ${instruction}`
      expect(stepName(name)).toEqual({ platform, stage, position, count, instruction })
    }),
  )
})
