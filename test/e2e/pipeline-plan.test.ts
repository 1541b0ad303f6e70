import { readManifest } from '@ci-kit/cli/manifest'
import { runStep, type StepEvent, type StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import { root } from '../contract/detect-changes/folders.ts'
import { commit, repository } from '../contract/detect-changes/repository.ts'
import { actionFolder, errorsOf } from './actions.ts'
import { detectChanges, push } from './detect-changes-step.ts'

const FILE = '.github/components.yml'

const COMPONENTS = `
api:
  paths: [services/api/**, libs/**]
  path: services/api
  checks:
    lint: npm run lint
    test: |
      npm ci
      npm test
  working-directory: .
  container: node:24
  services:
    postgres: { image: 'postgres:18', ports: ['5432:5432'] }
  image:
    context: .
    platforms: [linux/amd64, linux/arm64]
    build-args: { NODE: 'node:24' }
  deploy: { service: shop-api, container: app }
web:
  paths: services/web/**
  path: services/web
  deploy: web
docs: docs/**
`

const FILES = {
  [FILE]: COMPONENTS,
  'services/api/Dockerfile': 'FROM scratch',
  'services/web/Dockerfile': 'FROM scratch',
  'docs/a.md': '1',
}

/** Both steps as a job has them, with the components in the file or in the inputs. */
const planned = async (
  workspace: string,
  event: StepEvent,
  filters: string = FILE,
): Promise<StepResult> => {
  const detected = await detectChanges({ workspace, event, inputs: { filters } })
  expect(errorsOf(detected)).toEqual([])
  const inputs = { matrix: detected.outputs.matrix ?? '', components: filters }
  return runStep({ folder: actionFolder('pipeline-plan'), workspace, event, inputs })
}

describe.each([
  ['a file', FILE],
  ['the input', COMPONENTS],
])('with the components in %s', (_, filters) => {
  test('a push to main checks, builds and deploys what changed', async () => {
    const workspace = repository(root)
    const before = commit(workspace, FILES)
    const after = commit(workspace, { 'libs/a.ts': '1' })
    const result = await planned(workspace, push(before, after), filters)
    expect(errorsOf(result)).toEqual([])
    const { checks = '', images = '', services = '', ...others } = result.outputs
    expect(others).toEqual({
      'has-checks': 'true',
      'has-images': 'true',
      push: 'true',
      tags: '',
      environment: 'production',
      deploy: 'deploy',
      'allowed-skips': '',
      anything: 'true',
    })
    const check = {
      component: 'api',
      'working-directory': '.',
      container: 'node:24',
      services: [
        {
          image: 'postgres:18',
          options: expect.stringMatching(
            /^--network-alias "postgres" --publish "5432:5432" --health-cmd "pg_isready --host=127\.0\.0\.1" /,
          ),
        },
      ],
      runner: 'ubuntu-latest',
      'timeout-minutes': 30,
    }
    expect(JSON.parse(checks)).toEqual({
      include: [
        { ...check, check: 'lint', run: 'npm run lint' },
        { ...check, check: 'test', run: 'npm ci\nnpm test\n' },
      ],
    })
    expect(JSON.parse(images)).toEqual({
      include: [
        {
          component: 'api',
          'image-name': 'octo/shop/api',
          file: 'services/api/Dockerfile',
          context: '.',
          target: '',
          'build-args': 'NODE=node:24',
          platforms: '["linux/amd64","linux/arm64"]',
          runners: '{"linux/amd64":"ubuntu-latest","linux/arm64":"ubuntu-24.04-arm"}',
        },
      ],
    })
    expect(JSON.parse(services)).toEqual({ 'shop-api': { component: 'api', container: 'app' } })
    const { outputs } = readManifest(actionFolder('pipeline-plan'))
    expect(Object.keys(result.outputs)).toEqual(outputs)
    expect(result.summary).toContain('### Pipeline: 4 jobs')
    expect(result.log).toContain('image   api        octo/shop/api')
  })
})

test('a change of the docs alone has no job', async () => {
  const workspace = repository(root)
  const before = commit(workspace, FILES)
  const after = commit(workspace, { 'docs/a.md': '2' })
  const { outputs } = await planned(workspace, push(before, after))
  expect(outputs).toMatchObject({
    anything: 'false',
    deploy: 'none',
    'allowed-skips': 'checks,images,collect,deploy',
  })
})

test('a release builds everything when nothing is compared', async () => {
  const workspace = repository(root)
  const before = commit(workspace, FILES)
  const after = commit(workspace, { 'docs/a.md': '2' })
  const event = push(before, after, 'refs/tags/v1.2.3')
  const inputs = { filters: FILE, base: 'none' }
  const detected = await detectChanges({ workspace, event, inputs })
  expect(detected.outputs).toMatchObject({
    changes: '["api","web","docs"]',
    reliable: 'false',
    'base-reason': "'base: none' compares with nothing",
  })
  const { outputs } = await runStep({
    folder: actionFolder('pipeline-plan'),
    workspace,
    event,
    inputs: { matrix: detected.outputs.matrix ?? '' },
  })
  expect(outputs).toMatchObject({ deploy: 'none', environment: '', push: 'true', services: '{}' })
  expect(outputs.tags?.split('\n')).toEqual([
    'type=semver,pattern={{version}}',
    'type=semver,pattern={{major}}.{{minor}}',
    'type=semver,pattern={{major}}',
  ])
})

test.each([
  [
    'deploy: web',
    'deplo: web',
    "'deplo': 'deplo' is no member that is known here. Did you mean 'deploy'? If not, remove it.",
  ],
  [
    'path: services/web',
    'path: services/wep',
    "'path': 'services/wep' is no folder of the checkout. No change would ever select such a component, or its jobs could not run. Correct what is written, or remove the component. If it is right, check out the whole repository before this step, with its submodules.",
  ],
])(
  '%j written as %j is told with its line, though its component is not selected',
  async (right, wrong, message) => {
    const workspace = repository(root)
    const text = COMPONENTS.replace(right, wrong)
    const before = commit(workspace, { ...FILES, [FILE]: text })
    const after = commit(workspace, { 'docs/a.md': '2' })
    const result = await planned(workspace, push(before, after))
    expect(result.exitCode).toBe(1)
    const line = text.split('\n').findIndex((one) => one.includes(wrong)) + 1
    expect(errorsOf(result)).toEqual([
      `Components file ${FILE}, line ${line}, component 'web', ${message}`,
    ])
    expect(result.outputs).toEqual({})
  },
)

test.each([
  ['../x', "Input 'components' names '../x', which is "],
  ['gone.yml', "Input 'components' names 'gone.yml', which is not there"],
])('%s is no components file', async (components, message) => {
  const inputs = { matrix: '{"include":[]}', components }
  const workspace = repository(root)
  const result = await runStep({ folder: actionFolder('pipeline-plan'), workspace, inputs })
  expect(errorsOf(result)).toEqual([expect.stringContaining(message)])
})

test.each(['', '[]', '{"include":[1]}', '{"include":[{}]}'])('%j is no matrix', async (matrix) => {
  const workspace = repository(root)
  const result = await runStep({
    folder: actionFolder('pipeline-plan'),
    workspace,
    inputs: { matrix },
  })
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toEqual([expect.stringContaining("Input 'matrix'")])
})
