import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { isObject, objectAt, stringAt } from '@ci-kit/core/json'
import { locateTools } from '@ci-kit/tooling/tools'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { actionFolder } from './actions.ts'

/** Everything that people copy: the workflows of the examples, and the YAML in every README. */
const examples = (): { name: string; yaml: string }[] => [
  ...['examples/shop/.github/workflows/ci.yml', '.github/workflows/ci.yml'].map((file) => ({
    name: file,
    yaml: readFileSync(file, 'utf8'),
  })),
  ...[
    'README.md',
    'action-catalog.md',
    ...readdirSync('actions').map((action) => `actions/${action}/README.md`),
  ].flatMap((file) =>
    snippets(readFileSync(file, 'utf8'))
      .filter(isWorkflow)
      .map((yaml, index) => ({
        name: `${file} #${index + 1}`,
        yaml,
      })),
  ),
]

const snippets = (markdown: string): string[] =>
  [...markdown.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml)

/** A README shows the part that matters, a job or some steps; the linter wants a whole workflow. */
const wholeWorkflow = (yaml: string): string => {
  if (/^on:/m.test(yaml)) return yaml
  if (/^jobs:/m.test(yaml)) return `on: push\n${yaml}`
  const steps = yaml.replace(/^(?=.)/gm, '      ')
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`
}

/** YAML of a workflow, unlike that of a file of filters. */
const isWorkflow = (yaml: string): boolean => /^(on|jobs):|^- (uses|run|if|id|name):/m.test(yaml)

const stepsOf = (yaml: string) => {
  const workflow: unknown = parse(yaml)
  const jobs = isObject(workflow) ? Object.values(objectAt(workflow, 'jobs') ?? {}) : []
  return jobs
    .filter(isObject)
    .flatMap(({ steps }) => (Array.isArray(steps) ? steps.filter(isObject) : []))
}

describe.each(examples())('$name', ({ yaml }) => {
  test('passes actionlint', () => {
    const { actionlint } = locateTools()
    if (!actionlint) throw new Error('actionlint is missing. Run `npm test`, which sets it up.')
    const folder = mkdtempSync(join(tmpdir(), 'example-'))
    try {
      const file = join(folder, 'workflow.yml')
      writeFileSync(file, wholeWorkflow(yaml))
      expect(execFileSync(actionlint, ['-no-color', file], { encoding: 'utf8' })).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('gives our actions only inputs that they have', () => {
    for (const step of stepsOf(yaml)) {
      const [, action] = /^org\/ci-kit\/([^@]+)@/.exec(stringAt(step, 'uses') ?? '') ?? []
      if (action === undefined) continue
      const { inputs } = readManifest(actionFolder(action))
      const given = Object.keys(objectAt(step, 'with') ?? {})
      expect(given.filter((name) => !inputs.has(name))).toEqual([])
    }
  })
})
