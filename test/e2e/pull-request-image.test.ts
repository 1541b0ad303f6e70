import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { alpineFiles, type Versions } from '../fakes/sample-files.ts'
import {
  dockerCacheWorkbench,
  pullRequestFrom,
  REPOSITORY,
  succeeded,
} from './docker-cache-workbench.ts'
import { FIXED, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* A pull request pushes nothing: its image is built to an archive, and scanned there. */

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-temp-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { build } = dockerCacheWorkbench()
const { scan, file, workspace } = trivyScanWorkbench()

/** In RUNNER_TEMP, as a rule: the checkout stays as it is. */
const archive = () => join(folder, 'image.tar')

const archived = async (packages: Versions, headRepository: string, platforms: string) => {
  for (const [name, content] of Object.entries(alpineFiles({ packages })))
    file(`rootfs/${name}`, content)
  file('Dockerfile', 'FROM scratch\nCOPY rootfs /\n')
  const inputs = { push: 'false', outputs: `type=oci,dest=${archive()}`, platforms }
  const event = pullRequestFrom(headRepository)
  return succeeded(await build({ workspace: workspace(), inputs, event }))
}

test.each([
  ['the repository', REPOSITORY, 'linux/amd64'],
  ['a fork', 'stranger/shop', 'linux/amd64'],
  ['the repository for two platforms', REPOSITORY, 'linux/amd64,linux/arm64'],
])(
  'the image of a pull request from %s is built to an archive and scanned',
  async (_, from, platforms) => {
    const { outputs } = await archived(VULNERABLE, from, platforms)
    expect(outputs).toMatchObject({ image: '', skipped: 'false' })
    expect(outputs.baseline).toMatch(/:main$/)
    expect(outputs.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(existsSync(archive())).toBe(true)
    const result = await scan({ inputs: { input: archive(), 'fail-on': 'critical' } })
    expect({ log: result.log, ...outcomeOf(result) }).toMatchObject({
      exitCode: 1,
      verdict: 'fail',
    })
  },
)

test('an image without vulnerabilities passes the scan of its archive', async () => {
  await archived(FIXED, REPOSITORY, 'linux/amd64')
  const result = await scan({ inputs: { input: archive(), 'fail-on': 'critical' } })
  expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
})
