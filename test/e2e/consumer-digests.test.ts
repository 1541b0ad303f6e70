import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject, objectAt } from '@ci-kit/core/json'
import { beforeAll, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { tempFolder } from '../unit/tooling/temp-folder.ts'
import { type ActRun, runAct } from './consumer-act.ts'

/** What build-push.yml hands to the step that joins the platforms. */
const expression = (): string => {
  const workflow: unknown = parse(readFileSync('.github/workflows/build-push.yml', 'utf8'))
  const jobs = isObject(workflow) ? objectAt(workflow, 'jobs') : undefined
  const steps = objectAt(jobs, 'publish')?.steps
  const joins = Array.isArray(steps)
    ? steps.find((step) => isObject(step) && step.id === 'join')
    : {}
  return `${objectAt(joins, 'with')?.digests}`
}

const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`

/** Platforms, the digests of their builds, and what is joined. */
const CASES = {
  one: [1, [A], [A]],
  two: [2, [A, B], [A, B]],
  'two-without-the-second': [2, [A, ''], [A, '']],
  'two-without-the-first': [2, ['', B], ['', B]],
  six: [6, [A, B, A, B, A, B], [A, B, A, B, A, B]],
  seven: [7, [A, B, A, B, A, B], [A, B, A, B, A, B, '']],
} as const

const job = (members: object) => ({ 'runs-on': 'ubuntu-latest', ...members })

/** The jobs of build-push.yml with builds whose digests are given: act keeps the outputs of one job of a matrix only. */
const called = () => ({
  on: {
    workflow_call: { inputs: { platforms: { type: 'string' }, digests: { type: 'string' } } },
  },
  jobs: {
    build: job({
      outputs: Object.fromEntries(
        [0, 1, 2, 3, 4, 5].map((at) => [
          `digest-${at}`,
          `\${{ fromJSON(inputs.digests)[${at}] || '' }}`,
        ]),
      ),
      steps: [{ run: 'true' }],
    }),
    'build-for-ecr': job({ if: false, steps: [{ run: 'true' }] }),
    publish: job({
      needs: ['build', 'build-for-ecr'],
      if: '!failure() && !cancelled()',
      steps: [
        {
          id: 'join',
          env: { DIGESTS: expression() },
          run: 'echo "digests=$DIGESTS" >> "$GITHUB_OUTPUT"',
        },
      ],
    }),
  },
})

const caller = () => ({
  on: 'push',
  jobs: Object.fromEntries(
    Object.entries(CASES).map(([name, [platforms, digests]]) => [
      name,
      {
        uses: './.github/workflows/called.yml',
        with: {
          platforms: JSON.stringify(Array.from({ length: platforms }, () => 'linux/amd64')),
          digests: JSON.stringify(digests),
        },
      },
    ]),
  ),
})

let run: ActRun
beforeAll(async () => {
  const folder = tempFolder()
  const repository = join(folder, 'repository')
  mkdirSync(join(repository, '.github/workflows'), { recursive: true })
  for (const [name, workflow] of Object.entries({ called: called(), caller: caller() })) {
    writeFileSync(join(repository, `.github/workflows/${name}.yml`), stringify(workflow))
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository })
  git('init', '--quiet', '--initial-branch=main')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first')
  git('remote', 'add', 'origin', 'https://github.com/your-org/shop')
  const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`
  const environment = { PATH, HOME: folder, TMPDIR: folder }
  const place = { repository, repositories: new Map<string, string>(), environment, folder }
  run = await runAct(place, { event: 'push', payload: {}, workflow: 'caller.yml' })
}, 60_000)

test.each(Object.entries(CASES))('platforms: %s', (name, [, , joined]) => {
  const found = run.jobs.find(
    ({ id, name: path }) => id === 'publish' && path.startsWith(`${name}/`),
  )
  expect(JSON.parse(found?.outputs.join?.digests ?? 'null')).toEqual(joined)
})
