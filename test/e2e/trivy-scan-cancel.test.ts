import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { digestOf, digestParts } from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import { isRunning } from '../fakes/processes.ts'
import { alpineImage } from '../fakes/sample-image.ts'
import { until } from '../fakes/until.ts'
import { ADVISORIES, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, type TrivyScanStep, trivyScanWorkbench } from './trivy-scan-workbench.ts'
import { trivyWrapper } from './trivy-scan-wrapper.ts'

/* A job that is cancelled: the step ends soon, leaves nothing behind, and the next run works. */

const { scan, push, publish, spoil, registry, workspace } = trivyScanWorkbench()
const { folder, wrapped } = trivyWrapper()

const job = (): string => {
  const temp = join(workspace(), 'temp')
  mkdirSync(temp, { recursive: true })
  return temp
}

/** Runs the step, and cancels it once `begun` resolves. */
const cancelled = async (step: TrivyScanStep, begun: () => Promise<unknown>) => {
  const canceller = new AbortController()
  const running = scan({ ...step, signal: canceller.signal })
  await begun()
  const start = performance.now()
  canceller.abort()
  const result = await running
  return { result, took: performance.now() - start }
}

const endedWell = ({ result, took }: { result: StepResult; took: number }): void => {
  expect(result.exitCode).toBe(130)
  // In milliseconds: by then GitHub ends it without asking.
  expect(took).toBeLessThan(7_500)
  // A run that was cancelled says nothing about the image.
  expect(result.outputs).toEqual({})
  expect(result.log).not.toContain('defect')
}

const written = (path: string): Promise<void> =>
  until(() => existsSync(path) && readFileSync(path, 'utf8') !== '')

/** Marks the processes of a scan, and runs these lines in the first. */
const marked = (...lines: readonly string[]) =>
  wrapped('case "$1" in image)', `echo $$ >> '${folder()}/pids'`, ...lines, ';; esac')

/** The processes whose numbers are in a file, one a line. */
const processesIn = (file: string): readonly number[] =>
  readFileSync(file, 'utf8').trim().split('\n').map(Number)

/** All of the scan. */
const processes = () => processesIn(join(folder(), 'pids'))

const nothingLeft = (temp: string): void => {
  expect(readdirSync(temp).filter((name) => name !== 'ci-kit-trivy')).toEqual([])
  const databases = join(temp, 'ci-kit-trivy')
  const left = existsSync(databases) ? readdirSync(databases) : []
  expect(left.filter((name) => !['db', 'java-db'].includes(name))).toEqual([])
}

const worksAgain = async (step: TrivyScanStep): Promise<void> => {
  const again = await scan({ ...step, env: {} })
  expect(outcomeOf(again)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
}

describe('in the middle of a scan', () => {
  test('the real trivy ends, which waits for a layer', async () => {
    const artifact = await alpineImage({ packages: VULNERABLE })
    const image = await push(artifact)
    const { hex } = digestParts(digestOf(artifact.layers[0] ?? Buffer.of()))
    const proxy = await spoil([{ path: new RegExp(hex), hang: true, times: 1 }])
    const step = {
      temp: job(),
      inputs: { 'image-ref': image.replace(registry(), proxy.address) },
      env: { PATH: marked() },
    }
    const run = await cancelled(step, () => until(() => proxy.hanging() > 0))
    endedWell(run)
    expect(processes().filter(isRunning)).toEqual([])
    nothingLeft(step.temp)
    await worksAgain(step)
  })

  test.each([
    ['with a child of its own', 'sleep 300 & echo $! >> "$0".child; wait'],
    ['that does not listen', 'trap \'\' TERM INT; sleep 300 & echo $! >> "$0".child; wait; wait'],
  ])('a trivy ends %s', async (_, line) => {
    const step = {
      temp: job(),
      inputs: { 'image-ref': await push({ packages: VULNERABLE }) },
      env: { PATH: marked(line) },
    }
    const child = join(folder(), 'trivy.child')
    const run = await cancelled(step, () => written(child))
    endedWell(run)
    expect([...processes(), ...processesIn(child)].filter(isRunning)).toEqual([])
    nothingLeft(step.temp)
    await worksAgain(step)
  })
})

test('in the middle of a download of the database', async () => {
  const database = await publish(ADVISORIES)
  const proxy = await spoil([
    { method: 'GET', path: /databases\/.*\/blobs\//, hang: true, times: 1 },
  ])
  const step = {
    temp: job(),
    inputs: {
      'image-ref': await push({ packages: VULNERABLE }),
      'db-repositories': database.replace(registry(), proxy.address),
    },
  }
  const run = await cancelled(step, () => until(() => proxy.hanging() > 0))
  endedWell(run)
  nothingLeft(step.temp)
  await worksAgain(step)
})

test('while GitHub takes its time with an upload', async () => {
  const step = { temp: job(), inputs: { 'image-ref': await push({ packages: VULNERABLE }) } }
  const proxy = await spoil([{ path: /code-scanning/, hang: true }])
  const upload = {
    ...step,
    inputs: { ...step.inputs, upload: 'auto', 'github-token': 't0ken' },
    env: { GITHUB_API_URL: `http://${proxy.address}` },
  }
  const run = await cancelled(upload, () => until(() => proxy.hanging() > 0))
  endedWell(run)
  nothingLeft(step.temp)
})
