import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { type EcrImage, ecr } from '@ci-kit/local-aws/services/ecr'
import { virtualTime } from '@ci-kit/local-aws/time'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

const exec = childProcesses(new AbortController().signal)
const main = fileURLToPath(import.meta.resolve('@ci-kit/cli/main'))

let temp: string
let aws: EcsServer
beforeEach(async () => {
  temp = mkdtempSync(join(tmpdir(), 'ck-'))
  const clock = virtualTime({ speed: 60 })
  const images = ['a', 'b'].map(imageOf)
  const state = {
    account: '123456789012',
    registry: 'http://127.0.0.1:9',
    password: 'simulated',
    repositories: ['web'],
    images,
  }
  aws = await startEcsServer({
    clock,
    scenario: webScenario(),
    services: { ecr: ecr(state, clock.now) },
  })
})
afterEach(async () => {
  await aws.close()
  rmSync(temp, { recursive: true })
})

const imageOf = (digit: string): EcrImage => ({
  repository: 'web',
  digest: `sha256:${digit.repeat(64)}`,
  tags: [],
  status: 'ACTIVE',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  manifest: '{}',
  pushedAt: 0,
})

/** As a person does it in a shell that knows nothing of GitHub. */
const ciKit = async (action: string, inputs: Readonly<Record<string, string>>) => {
  const env = { PATH: process.env.PATH, HOME: temp, TMPDIR: temp, USER: 'ada', ...aws.env() }
  const common = { cluster: 'production', service: 'web', 'wait-max-delay-seconds': '1' }
  const given = Object.entries({ ...common, ...inputs }).flatMap(([name, value]) => [
    '--with',
    `${name}=${value}`,
  ])
  const args = [main, 'run', action, '--workspace', temp, ...given]
  const { exitCode, stdout } = await exec(process.execPath, args, { env })
  return { exitCode, stdout: Buffer.from(stdout).toString() }
}

const release = {
  'container-name': 'web',
  'environment-variables': 'STAGE=bad',
  preflight: 'false',
}

test('deploys and rolls back with the history in a file and the credentials of the shell', async () => {
  const ledger = 'releases.json'
  const deployed = await ciKit('deploy-ecs', { ...release, ledger })
  expect(deployed).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('outcome=succeeded'),
  })
  const back = await ciKit('rollback', { ledger, reason: 'bad' })
  expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/to=\S+:2\n/) })
  const again = await ciKit('rollback', { ledger, reason: 'worse' })
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/to=\S+:1\n/) })
  const { entries } = JSON.parse(readFileSync(join(temp, ledger), 'utf8'))
  expect(entries).toEqual(
    ['deploy', 'rollback', 'rollback'].map((task) =>
      expect.objectContaining({
        state: 'succeeded',
        release: expect.objectContaining({ task, actor: 'ada' }),
      }),
    ),
  )
  // There is no run that a record could lead to.
  expect(JSON.stringify(entries)).not.toContain('github.com')
}, 60_000)

test('a rollback without a history to read says where one can be', async () => {
  const { exitCode, stdout } = await ciKit('rollback', {})
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/Error: Input 'ledger' is 'github', and .*'ledger' to the JSON file/)
  expect(aws.requests).toEqual([])
}, 60_000)
