import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { locateTools } from '@ci-kit/tooling/tools'
import { type FakeArtifactService, startArtifactService } from '../fakes/artifact-service.ts'
import { type ConsumerJob, jobsIn } from './consumer-log.ts'

export type ActRequest = {
  readonly event: 'push' | 'pull_request' | 'workflow_dispatch' | 'schedule'
  readonly payload: object
  /** The file below .github/workflows; all that the event starts when left out. */
  readonly workflow?: string
  readonly env?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, string>>
  /** Default two minutes. */
  readonly timeoutMs?: number
}

export type ActPlace = {
  /** The caller's git repository. */
  readonly repository: string
  /** Folders in place of repositories, as `owner/name@ref`. */
  readonly repositories: ReadonlyMap<string, string>
  /** What act's own process has for an environment, which it hands to the steps. */
  readonly environment: Readonly<Record<string, string>>
  /** Where each run gets a folder of its own. */
  readonly folder: string
}

export type ActRun = {
  readonly exitCode: number | null
  readonly jobs: readonly ConsumerJob[]
  /** The only job of that key or name; throws with the whole log when there is no such one. */
  job(name: string): ConsumerJob
  /** Those of this run. */
  readonly artifacts: FakeArtifactService['artifacts']
  readonly log: string
  readonly durationMs: number
}

/** Runs the workflows of a repository on this machine, without containers. */
export const runAct = async (place: ActPlace, request: ActRequest): Promise<ActRun> => {
  // act has one too, which knows no artifacts that are a single file.
  const service = await startArtifactService()
  const env = { ACTIONS_RESULTS_URL: service.url, ACTIONS_RUNTIME_TOKEN: service.token }
  try {
    const args = argumentsOf(place, { ...request, env: { ...env, ...request.env } })
    return { ...(await runOf(place, args, request.timeoutMs)), artifacts: service.artifacts }
  } finally {
    await service.close()
  }
}

const runOf = async (
  place: ActPlace,
  args: readonly string[],
  timeoutMs = 120_000,
): Promise<Omit<ActRun, 'artifacts'>> => {
  const started = performance.now()
  const { exitCode, output, complaints } = await ended(place, args, timeoutMs)
  const jobs = jobsIn(output)
  const log = [...jobs.map((job) => `── ${job.name}\n${job.log}`), complaints].join('\n')
  return {
    exitCode,
    jobs,
    job: (name) => {
      const found = jobs.filter((job) => job.id === name || job.name === name)
      if (found.length === 1 && found[0]) return found[0]
      throw new Error(`${found.length} jobs are '${name}':\n${log}`)
    },
    log,
    durationMs: performance.now() - started,
  }
}

const argumentsOf = (
  { folder, repositories }: ActPlace,
  { event, payload, workflow, env = {}, secrets = {}, vars = {} }: ActRequest,
): readonly string[] => {
  const own = mkdtempSync(join(folder, 'run-'))
  const eventFile = join(own, 'event.json')
  writeFileSync(eventFile, JSON.stringify(payload))
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
  return [
    ...[event, '--json', '--eventpath', eventFile],
    ...(workflow ? ['--workflows', join('.github/workflows', workflow)] : []),
    ...['--platform', 'ubuntu-latest=-self-hosted', '--pull=false', '--no-cache-server'],
    ...['--action-cache-path', join(own, 'actions')],
    ...[...repositories].flatMap(([name, path]) => ['--local-repository', `${name}=${path}`]),
    ...pairs('--env', env),
    ...pairs('--secret', secrets),
    ...pairs('--var', vars),
  ]
}

/** Its steps are in its process group, and are ended with it. */
const ended = async (place: ActPlace, args: readonly string[], timeoutMs: number) => {
  const child = spawn(actProgram(), args, {
    cwd: place.repository,
    env: place.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', end)
  const timer = setTimeout(end, timeoutMs)
  try {
    const [output, complaints, exitCode] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      new Promise<number | null>((resolve, reject) =>
        child.on('close', resolve).on('error', reject),
      ),
    ])
    return { exitCode, output: output.toString(), complaints: complaints.toString() }
  } finally {
    clearTimeout(timer)
    process.off('exit', end)
  }
}

const actProgram = (): string => {
  const { act: found } = locateTools()
  if (found === undefined) throw new Error('There is no act. Run `npm test`, which sets it up.')
  return found
}
