import { readFileSync } from 'node:fs'
import { readReusableWorkflows } from '@ci-kit/tooling/reusable-workflows'
import { workflowFiles } from '@ci-kit/tooling/workflow-lint'
import { describe, expect, test } from '@jest/globals'
import { type Callables, callablesOf } from './workflow-calls.ts'
import { brokenRules } from './workflow-rules.ts'

const callables = callablesOf('.')

test.each(workflowFiles('.'))('%s keeps the rules', (file) => {
  expect(brokenRules(readFileSync(file, 'utf8'), callables)).toEqual([])
})

test('every reusable workflow says what it is for, what it takes and what it gives', () => {
  const silent = readReusableWorkflows('.').flatMap((workflow) => [
    ...(workflow.purpose === '' ? [`${workflow.file} has no comment at its top`] : []),
    ...(workflow.example === undefined ? [`${workflow.file} has no example in a guide`] : []),
    ...[...workflow.inputs, ...workflow.secrets, ...workflow.outputs]
      .filter(({ description }) => description === '')
      .map(({ name }) => `${workflow.file} does not describe ${name}`),
    ...workflow.inputs
      .filter(({ type }) => type === '')
      .map(({ name }) => `${workflow.file} has no type for ${name}`),
  ])
  expect(silent).toEqual([])
})

const SAMPLE: Callables = new Map([
  [
    'actions/scan',
    {
      inputs: [
        { name: 'image', required: true },
        { name: 'depth', required: false },
      ],
      secrets: [],
      outputs: ['verdict'],
      permissions: [],
    },
  ],
  [
    '.github/workflows/build.yml',
    {
      inputs: [{ name: 'name', required: true }],
      secrets: [{ name: 'password', required: true }],
      outputs: ['digest'],
      permissions: ['contents: read', 'packages: write'],
    },
  ],
])

const SOUND = `
on:
  workflow_call:
    outputs:
      digest: { value: '\${{ jobs.build.outputs.digest }}' }
permissions: {}
jobs:
  build:
    if: \${{ !cancelled() }}
    uses: $/.github/workflows/build.yml
    permissions: { contents: read, packages: write }
    with: { name: api }
    secrets: { password: '\${{ secrets.PASSWORD }}' }
  scan:
    needs: build
    if: \${{ !cancelled() && needs.build.result == 'success' }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      verdict: \${{ steps.scan.outputs.verdict }}
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: $/actions/scan
        id: scan
        with: { image: '\${{ needs.build.outputs.digest }}' }
      - run: echo "$VERDICT"
        env: { VERDICT: '\${{ steps.scan.outputs.verdict }}' }
`

describe('the rules', () => {
  test('let a sound workflow pass', () => {
    expect(brokenRules(SOUND, SAMPLE)).toEqual([])
  })

  test.each([
    ['with: { name: api }', 'with: { title: api }', 'has no input title'],
    ['with: { name: api }', 'with: { title: api }', 'needs the input name'],
    ['secrets: { password:', 'secrets: { token:', 'has no secret token'],
    ['secrets: { password:', 'secrets: { token:', 'needs the secret password'],
    ['with: { image:', 'with: { picture:', 'scan: $/actions/scan has no input picture.'],
    ['$/actions/scan', '$/actions/scam', 'there is no actions/scam'],
    ['workflows/build.yml', 'workflows/bake.yml', 'there is no .github/workflows/bake.yml'],
    ['packages: write', 'packages: read', 'needs the permission packages: write'],
    ['{ contents: read, packages: write }', 'read-all', 'needs the permission packages: write'],
    ['    timeout-minutes: 5\n', '', 'scan: has no timeout-minutes.'],
    ['permissions: {}\n', '', 'scan: has no permissions.'],
    ['permissions: {}', 'permissions: write-all', 'the workflow has write-all.'],
    ['    needs: build\n', '    permissions: write-all\n', 'scan: has write-all.'],
    [' # v7.0.1', '', 'is not pinned'],
    [' # v7.0.1', ' # v7', 'is not pinned'],
    ['3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7.0.1', 'is not pinned'],
    ['!cancelled() && needs', 'needs', 'scan: has no status function in its if'],
    [`    if: \${{ !cancelled() }}\n`, '', 'build: has no status function in its if'],
    ['"$VERDICT"', `\${{ inputs.text }}`, 'scan: an expression stands in run'],
    ['needs.build.outputs.digest', 'needs.build.outputs.image', 'no needs.build.outputs.image'],
    ['jobs.build.outputs.digest', 'jobs.bake.outputs.digest', 'no jobs.bake.outputs.digest'],
    ['steps.scan.outputs.verdict', 'steps.scan.outputs.word', 'no steps.scan.outputs.word'],
    ['steps.scan.outputs.verdict', 'steps.look.outputs.verdict', 'no steps.look.outputs.verdict'],
  ])('%j as %j is refused: %s', (sound, broken, complaint) => {
    expect(SOUND).toContain(sound)
    expect(brokenRules(SOUND.replace(sound, broken), SAMPLE).join('\n')).toContain(complaint)
  })

  test('secrets may be inherited', () => {
    const inherited = SOUND.replace(/secrets: \{ password.*\}/, 'secrets: inherit')
    expect(inherited).not.toBe(SOUND)
    expect(brokenRules(inherited, SAMPLE)).toEqual([])
  })
})
