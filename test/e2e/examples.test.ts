import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { audit, lint } from '@ci-kit/tooling/workflow-lint'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { callablesOf, wrongCalls } from '../contract/workflow-calls.ts'
import { undergranted } from '../contract/workflow-rules.ts'
import { allExamples, type Example, examplesIn } from './example-workflows.ts'

const root = resolve('.')
const examples = allExamples()
const copied = examples.filter(({ before }) => !before)
const callables = callablesOf(root)

type Linter = (linted: { root: string; folder: string; files: string[] }) => Promise<string>

/** What a linter says of them in one run, with the place of each in `<…>` instead of its file. */
const said = async (linter: Linter, of: readonly Example[]): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'))
  try {
    const workflows = join('.github', 'workflows')
    mkdirSync(join(folder, workflows), { recursive: true })
    const files = of.map(({ yaml }, index) => {
      const file = join(workflows, `${index}.yml`)
      writeFileSync(join(folder, file), yaml)
      return file
    })
    const text = await linter({ root, folder, files })
    return text.replace(
      /\S*\.github\/workflows\/(\d+)\.yml/g,
      (_, index) => `<${of[Number(index)]?.place}>`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The findings of either linter that name a place. */
const about = (findings: string, place: string): string =>
  findings
    .split(/^(?=<|\w+\[)/m)
    .filter((finding) => finding.includes(`<${place}>`))
    .join('')

const LINTERS: {
  name: string
  linter: Linter
  of: Example[]
  faulty: string
  finding: string
}[] = [
  {
    name: 'actionlint',
    linter: (linted) => lint(linted),
    of: examples,
    faulty: '- run: true\n  with: { a: b }\n',
    finding: 'unexpected key "with"',
  },
  {
    name: 'zizmor',
    linter: (linted) => audit(linted),
    of: copied,
    faulty: '- uses: somebody/something@v1\n',
    finding: 'unpinned-uses',
  },
]

describe.each(LINTERS)('$name', ({ linter, of, faulty, finding }) => {
  let findings = ''
  beforeAll(async () => {
    findings = await said(linter, of)
  })

  test.each(of)('has nothing to say about $place', ({ place }) => {
    expect(about(findings, place)).toBe('')
  })

  test('has nothing to say about anything else', () => {
    expect(findings.slice(0, 2_000)).toBe('')
  })

  test('names the place of a faulty example among sound ones', async () => {
    const markdown = `\`\`\`yaml\n- run: 'true'\n\`\`\`\n\n1. a list\n   \`\`\`yaml\n${faulty.replace(/^/gm, '   ')}\n   \`\`\`\n`
    const text = await said(linter, examplesIn('docs/guide.md', markdown))
    expect(about(text, 'docs/guide.md:7')).toContain(finding)
    expect(about(text, 'docs/guide.md:2')).toBe('')
  })
})

test.each(examples)(
  '$place gives ours what they take, and the permissions they need',
  ({ yaml }) => {
    const workflow = parse(yaml)
    expect(wrongCalls(workflow, callables)).toEqual([])
    expect(undergranted({ workflow, callables })).toEqual([])
  },
)

test('of every action and every guide there are examples', () => {
  const places = examples.map(({ place }) => place.replace(/:\d+$/, ''))
  for (const path of callables.keys())
    if (path.startsWith('actions/')) expect(places).toContain(`${path}/README.md`)
  expect(places).toEqual(expect.arrayContaining(['README.md', 'action-catalog.md']))
})

test('only the guide for those who move shows what is not to be copied', () => {
  const before = examples.filter((example) => example.before)
  expect(before.filter(({ place }) => !place.startsWith('docs/migration.md:'))).toEqual([])
})
