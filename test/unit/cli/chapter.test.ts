import { broken, type Chapter } from '@ci-kit/cli/demo/chapter'
import type { WorkflowRun } from '@ci-kit/cli/demo/workflow'
import { describe, expect, test } from '@jest/globals'
import { build, run, skipped } from './demo-builds.ts'

const selected = ['api', 'web']
const changed: Chapter = { title: 'one line', skip: 'auto', selected, outcome: 'built' }
const unchanged: Chapter = { ...changed, title: 'again', outcome: 'unchanged' }
const cached: Chapter = { ...changed, title: 'rebuilt', skip: 'never', outcome: 'cached' }
const docs: Chapter = { ...changed, title: 'docs', selected: [] }
const before = run(build('api', 0, 'a'), build('web', 0, 'b'))
const [api, web] = [build('api', 9, 'a'), build('web', 9, 'b')]
const newWeb = build('web', 1, 'd')
const skippedWeb = skipped('web', 'b')

describe('broken', () => {
  test.each<[string, Chapter, WorkflowRun, WorkflowRun | undefined]>([
    ['a first build', changed, before, undefined],
    ['the matrix in another order', changed, run(newWeb, build('api', 2, 'c')), before],
    ['all cached, same digests', { ...cached, steps: { api: 9, web: 9 } }, run(api, web), before],
    ['nothing built, same digests', unchanged, run(skipped('api', 'a'), skippedWeb), before],
    ['nothing to build', docs, run(), before],
    [
      'a high rate',
      { ...changed, selected: ['api'], rateAbove: 80 },
      run(build('api', 8, 'c')),
      before,
    ],
    ['a size that was reached', { ...cached, bytesAtLeast: 1000 }, run(api, web), before],
  ])('nothing, for %s', (_, chapter, now, last) => {
    expect(broken(chapter, now, last)).toEqual([])
  })

  test.each<[string, Chapter, WorkflowRun, RegExp]>([
    [
      'a component too many',
      docs,
      run(build('api', 1, 'c')),
      /'docs' selected api; it has to select nothing/,
    ],
    [
      'a component too few',
      changed,
      run(build('api', 1, 'c')),
      /'one line' selected api; it has to select api, web/,
    ],
    [
      'what was built in vain',
      unchanged,
      run(api, skippedWeb),
      /'again', api: it was built, although nothing had changed/,
    ],
    [
      'a skip without its rate',
      unchanged,
      run({ ...skipped('api', 'a'), rate: 0 }, skippedWeb),
      /'again', api: nothing was built, but the rate is 0 %/,
    ],
    [
      'a skip with another digest',
      unchanged,
      run(skipped('api', 'c'), skippedWeb),
      /'again', api: the digest changed from sha256:a+ to sha256:c+/,
    ],
    [
      'a skip that was not to be',
      cached,
      run(skipped('api', 'a'), web),
      /'rebuilt', api: it was skipped; it has to be built/,
    ],
    [
      'a step built again',
      cached,
      run(build('api', 8, 'a'), web),
      /'rebuilt', api: 8 of 9 steps were cached; all have to be/,
    ],
    [
      'another digest',
      cached,
      run(build('api', 9, 'c'), web),
      /'rebuilt', api: the digest changed from sha256:a+ to sha256:c+/,
    ],
    [
      'a change that built nothing',
      changed,
      run(build('api', 9, 'c'), newWeb),
      /api: 9 of 9 steps were cached, so nothing was built/,
    ],
    [
      'a change that changed no image',
      changed,
      run(build('api', 1, 'a'), newWeb),
      /api: the digest did not change/,
    ],
    [
      'outputs that are missing',
      changed,
      run({ ...build('api', 1, 'c'), totalSteps: Number.NaN }, newWeb),
      /api: no steps were counted/,
    ],
    [
      'a step that was not counted',
      { ...changed, steps: { api: 10, web: 9 } },
      run(build('api', 1, 'c'), newWeb),
      /api: 9 steps were counted; it has 10/,
    ],
    [
      'a rate that is not that of its steps',
      changed,
      run({ ...build('api', 5, 'c'), rate: 56 }, newWeb),
      /api: 5 of 9 steps were cached, but the rate is 56 %/,
    ],
    [
      'a rate at the limit',
      { ...changed, selected: ['api'], rateAbove: 88 },
      run(build('api', 8, 'c')),
      /api: the rate is 88 %; it has to be above 88 %/,
    ],
    [
      'no digest',
      changed,
      run({ ...build('api', 1, 'c'), digest: '' }, newWeb),
      /api: '' is no digest/,
    ],
    [
      'an image that is too small',
      { ...changed, selected: ['api'], bytesAtLeast: 1001 },
      run(build('api', 1, 'c')),
      /api: the image has 1000 bytes; it has to have 1001 at least/,
    ],
    [
      'an image without a size',
      { ...changed, selected: ['api'], bytesAtLeast: 1 },
      run({ ...build('api', 1, 'c'), imageBytes: Number.NaN }),
      /api: the image has NaN bytes/,
    ],
  ])('tells %s', (_, chapter, now, sentence) => {
    const sentences = broken(chapter, now, before)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toMatch(sentence)
  })
})
