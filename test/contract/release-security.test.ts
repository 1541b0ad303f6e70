import { readFileSync } from 'node:fs'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { jobsOf, stepsOf } from './workflow-calls.ts'

/* What the workflow that releases promises about rights and order. */

const jobs = new Map(jobsOf(parse(readFileSync('.github/workflows/release.yml', 'utf8'))))
const named = (name: string) => {
  const job = jobs.get(name)
  if (!job) throw new Error(`release.yml has no job ${name}`)
  return job
}
const scriptOf = (name: string) =>
  stepsOf(named(name))
    .map((step) => stringAt(step, 'run') ?? '')
    .join('\n')

const runsPackages = [...jobs.keys()].filter((name) =>
  /\b(?:npm|npx|node)\b|\.ci\/run/.test(scriptOf(name)),
)

test('what npm installs runs where there is nothing to steal', () => {
  expect(runsPackages).toEqual(['check-and-test', 'make', 'smoke'])
  for (const name of runsPackages) {
    expect(named(name).permissions).toEqual({ contents: 'read' })
    expect(named(name)).not.toHaveProperty('environment')
    expect(JSON.stringify(named(name))).not.toMatch(/secrets\.|github\.token/)
  }
})

test('one job writes, and it runs git and gh alone', () => {
  const writing = [...jobs].filter(([, job]) => objectAt(job, 'permissions')?.contents === 'write')
  expect(writing.map(([name]) => name)).toEqual(['publish'])
  expect(stringAt(named('publish'), 'environment')).toBe('release')
  const actions = stepsOf(named('publish')).flatMap((step) => stringAt(step, 'uses') ?? [])
  expect(actions.map((name) => name.split('@')[0])).toEqual([
    'actions/checkout',
    'actions/download-artifact',
  ])
})

test('nothing is signed or published before it was tried and compared with main', () => {
  expect(named('compare').needs).toEqual(['make', 'smoke'])
  expect(named('provenance').needs).toEqual(['make', 'compare'])
  expect(named('publish').needs).toEqual(['make', 'compare', 'provenance'])
  expect(scriptOf('compare')).toContain('.ci/compare-release "$GITHUB_SHA"')
  for (const name of ['provenance', 'publish'])
    expect(scriptOf(name)).toContain('sha256sum --check --strict')
  expect(JSON.stringify(named('publish'))).toContain('needs.compare.outputs.commit')
})

test('the tag that users follow moves last', () => {
  const script = scriptOf('publish')
  const order = ['git push origin', 'gh release create', 'git push --force origin'].map((text) =>
    script.indexOf(text),
  )
  expect(order).toEqual(order.toSorted((one, other) => one - other))
  expect(Math.min(...order)).toBeGreaterThan(0)
})
