import { execFileSync } from 'node:child_process'
import type { ReceivedSarif } from '../fakes/code-scanning.ts'
import type { KeptDeployment } from '../fakes/deployments-server.ts'
import type { ActRun } from './consumer-act.ts'
import { dispatch, push } from './consumer-events.ts'
import type { ConsumerWorld } from './consumer-world.ts'

export const COMPONENTS = ['api', 'web', 'worker'] as const

/** A run, with what it left behind in the services around it. */
export type Ran = {
  readonly run: ActRun
  /** Images by services on ECS. */
  readonly running: Readonly<Record<string, string>>
  /** Requests to ECS so far that changed something. */
  readonly writes: number
  /** Tags by component. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Signed statements by component, about what tag `main` names. */
  readonly statements: Readonly<Record<string, number>>
  /** All records of releases on GitHub, newest first. */
  readonly records: readonly KeptDeployment[]
  /** All that code scanning was sent. */
  readonly sarifs: readonly ReceivedSarif[]
}

/** What was run, in this order. */
export type PipelineRuns = {
  readonly first: Ran
  readonly byHand: Ran
  readonly empty: Ran
  readonly docs: Ran
  readonly line: Ran
  /** These three read only, and ran side by side. */
  readonly scan: Ran
  readonly dryRun: Ran
  readonly tooFar: Ran
  readonly back: Ran
  readonly backAgain: Ran
  readonly commits: { readonly first: string; readonly line: string }
}

/** A job after the pipeline, which shows what its caller gets. */
const TOLD = `  told:
    needs: pipeline
    runs-on: ubuntu-latest
    steps:
      - id: told
        env:
          OUTPUTS: \${{ toJSON(needs.pipeline.outputs) }}
        run: |
          { echo 'outputs<<END'; echo "$OUTPUTS"; echo END; } >> "$GITHUB_OUTPUT"
`

const PIPELINE = '.github/workflows/pipeline.yml'
const PIPELINE_RUN = { workflow: 'pipeline.yml', timeoutMs: 240_000 }

/** Runs the shop's three workflows as its people would, from the first push to a rollback. */
export const pipelineRuns = async (world: ConsumerWorld): Promise<PipelineRuns> => {
  const { repository } = world
  const pushed = (commit: Parameters<typeof push>[0]) =>
    ran(world, world.act(push(commit), PIPELINE_RUN))

  repository.append(PIPELINE, TOLD)
  repository.replace(PIPELINE, 'pull_request:', 'workflow_dispatch:\n  pull_request:')
  const start = await repository.commit('ci: outputs, and a start by hand')
  // Both commits are pushed at once.
  const first = await pushed({ ...start, before: '0'.repeat(40) })
  const byHand = await ran(world, world.act(dispatch(start), PIPELINE_RUN))

  const sha = emptyCommit(repository.folder)
  const empty = await pushed({ ...start, sha, before: start.sha })
  repository.append('docs/ordering.md', '\nOrders are never changed.\n')
  const docs = await pushed({ ...(await repository.commit('docs: orders')), before: sha })
  repository.append('libs/shared/money.ts', '// Amounts are in cents.\n')
  const change = await repository.commit('feat: one line')
  const line = await pushed(change)

  const rollback = (inputs: Readonly<Record<string, string>>) =>
    world.act(dispatch(change, { ...BACK, ...inputs }), { workflow: 'rollback.yml' })
  const reading = [
    world.act(dispatch(change), { workflow: 'scan.yml' }),
    rollback({ 'dry-run': 'true' }),
    rollback({ service: 'api', to: '9' }),
  ] as const
  await Promise.all(reading)
  const [scan, dryRun, tooFar] = await Promise.all([
    ran(world, reading[0]),
    ran(world, reading[1]),
    ran(world, reading[2]),
  ])
  const back = await ran(world, rollback({}))
  const backAgain = await ran(world, rollback({ to: '2' }))
  const commits = { first: start.sha, line: change.sha }
  return { first, byHand, empty, docs, line, scan, dryRun, tooFar, back, backAgain, commits }
}

/** The inputs of the button, as it offers them. */
const BACK = {
  service: 'web,api',
  environment: 'production',
  to: 'previous',
  reason: 'Amounts are wrong',
  'dry-run': 'false',
}

const ran = async (world: ConsumerWorld, running: Promise<ActRun>): Promise<Ran> => {
  const run = await running
  const byComponent = await Promise.all(
    COMPONENTS.map(async (component) => {
      const image = `your-org/shop/${component}`
      const tags = await world.tagsOf(image)
      const statements = tags.main === undefined ? 0 : await world.statementsOf(image, tags.main)
      return { component, tags, statements }
    }),
  )
  return {
    run,
    running: await world.ecs.running(),
    writes: world.ecs.writes(),
    tags: Object.fromEntries(byComponent.map(({ component, tags }) => [component, tags])),
    statements: Object.fromEntries(
      byComponent.map(({ component, statements }) => [component, statements]),
    ),
    records: structuredClone(world.github.deployments.deployments),
    sarifs: [...world.github.scanning.scanning.received],
  }
}

const emptyCommit = (cwd: string): string => {
  const who = ['-c', 'user.name=Shop', '-c', 'user.email=shop@localhost']
  const commit = ['commit', '--quiet', '--allow-empty', '--message', 'chore: nothing']
  execFileSync('git', [...who, ...commit], { cwd })
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd, encoding: 'utf8' }).trim()
}
