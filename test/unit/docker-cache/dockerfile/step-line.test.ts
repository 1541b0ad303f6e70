import { hasOtherSteps, stepLine } from '@ci-kit/docker-cache/dockerfile/step-line'
import { stepName } from '@ci-kit/docker-cache/progress/step-name'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const lineOf = (lines: readonly string[], vertex: string) => {
  const step = stepName(vertex)
  return step && stepLine(parsed(lines), step)
}

describe('the line of a step', () => {
  const TWO = ['FROM a AS x', 'RUN one', 'FROM b', 'COPY a /', 'ENV A=1', 'RUN two']

  test.each([
    ['of a named stage', TWO, '[x 2/2] RUN one', 2],
    ['of a stage without a name', TWO, '[stage-1 3/3] RUN two', 6],
    ['with a platform', TWO, '[linux/arm64 stage-1 2/3] COPY a /', 4],
    ['of the only stage', ['FROM a', 'RUN b'], '[2/2] RUN b', 2],
    ['from scratch, which does not count', ['FROM scratch', 'COPY a /'], '[1/1] COPY a /', 2],
    ['with its variables replaced', ['FROM a', 'ENV V=1', 'RUN x $V'], '[2/2] RUN x 1', 3],
    ['behind triggers of the base image', ['FROM a', 'RUN b'], '[4/4] RUN b', 2],
    ['a trigger of the base image', ['FROM a', 'RUN b'], '[2/4] ONBUILD COPY . /', 1],
    ['behind the root as folder', ['FROM a', 'WORKDIR /', 'RUN b', 'RUN c'], '[2/4] RUN b', 3],
    ['of a base image without layers', ['FROM a', 'RUN b', 'RUN c'], '[2/3] RUN c', 3],
    ['of the later of two of a name', ['FROM a AS x', 'FROM b AS x', 'RUN c'], '[x 2/2] RUN c', 3],
    ['of a stage that is not there', TWO, '[y 2/2] RUN one', undefined],
    ['of a number too high', TWO, '[stage-7 2/2] RUN one', undefined],
    ['that no instruction fits', TWO, '[x 2/2] COPY one', undefined],
  ])('%s', (_, lines, vertex, line) => {
    expect(lineOf(lines, vertex)).toBe(line)
  })
})

describe('steps that stand in no line', () => {
  const TWO = ['FROM a AS x', 'RUN one', 'FROM b AS x', 'RUN two', 'RUN three']

  test.each([
    ['none', ['FROM a', 'WORKDIR /', 'RUN b'], '[3/3] RUN b', false],
    ['none, from scratch', ['FROM scratch', 'COPY a /'], '[1/1] COPY a /', false],
    ['triggers of the base image', ['FROM a', 'RUN b'], '[4/4] RUN b', true],
    ['fewer than in the file', ['FROM a', 'RUN b', 'RUN c'], '[2/2] RUN b', true],
    ['triggers, where a longer stage has the same name', TWO, '[x 3/3] RUN one', true],
    ['a stage that is not there', TWO, '[y 2/2] RUN one', true],
  ])('%s', (_, lines, vertex, expected) => {
    const step = stepName(vertex)
    expect(step && hasOtherSteps(parsed(lines), step)).toBe(expected)
  })
})
