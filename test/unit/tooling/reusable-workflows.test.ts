import {
  readReusableWorkflows,
  topComment,
  wantedPermissions,
} from '@ci-kit/tooling/reusable-workflows'
import { expect, test } from '@jest/globals'
import { guide, markers, repository } from './sample-workflows.ts'
import { tempFolder } from './temp-folder.ts'

test('only what others can call is listed, with all that its file says', () => {
  expect(readReusableWorkflows(repository())).toEqual([
    {
      file: 'scan.yml',
      uses: 'org/ci-kit/.github/workflows/scan.yml@v1',
      purpose: 'Scans images | in a registry, also by a schedule.',
      permissions: ['contents: write', 'packages: read'],
      inputs: [
        {
          name: 'image',
          description: 'The image, with its digest.',
          required: true,
          default: undefined,
          type: 'string',
        },
        {
          name: 'depth',
          description: 'How `deep|wide`.',
          required: false,
          default: '0',
          type: 'number',
        },
      ],
      secrets: [
        { name: 'password', description: 'Of the registry.', required: true, default: undefined },
      ],
      outputs: [{ name: 'verdict', description: '`passed` or `failed`.' }],
      example: undefined,
    },
  ])
})

test.each([
  ['workflow_call:', ['a.yml']],
  ['{ workflow_call: { inputs: {} }, push: {} }', ['a.yml']],
  ['workflow_call', ['a.yml']],
  ['[push, workflow_call]', ['a.yml']],
  ['[push]', []],
  ['push', []],
])('a workflow on %s', (on, expected) => {
  const trigger = on.endsWith(':') ? `\n  ${on}` : ` ${on}`
  const root = tempFolder({ '.github/workflows/a.yml': `on:${trigger}\njobs: {}\n` })
  expect(readReusableWorkflows(root).map(({ file }) => file)).toEqual(expected)
})

test.each([
  ['# One\n# two.\nname: x\n# three', 'One two.'],
  ['name: x\n# one', ''],
  ['# only', 'only'],
  ['# One.\n#\n# More.\nname: x', 'One.'],
  ['#one: two\n', 'one: two'],
  ['', ''],
])('the comment at the top of %j is %j', (text, expected) => {
  expect(topComment(text)).toBe(expected)
})

test.each([
  [
    'of all jobs, the higher level',
    { a: { contents: 'read' }, b: { contents: 'write' } },
    ['contents: write'],
  ],
  ['that are words', { a: 'read-all', b: { packages: 'write' } }, ['packages: write', 'read-all']],
  ['that are none', { a: {}, b: { contents: 'none' } }, []],
])('wanted are permissions %s', (_, byJob, expected) => {
  const jobs = Object.fromEntries(
    Object.entries(byJob).map(([id, permissions]) => [id, { permissions }]),
  )
  expect(wantedPermissions({ permissions: { actions: 'read' }, jobs })).toEqual(expected)
})

test.each([
  ['docs/workflows.md', guide],
  ['README.md', `${guide}${markers}`],
])('an example is taken from %s', (file, text) => {
  const [workflow] = readReusableWorkflows(repository({ [file]: text }))
  expect(workflow?.example).toContain('uses: org/ci-kit/.github/workflows/scan.yml@v1')
})
