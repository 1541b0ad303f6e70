import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep } from '@ci-kit/cli/run-step'
import { actionFolder } from '../e2e/actions.ts'
import { push } from '../e2e/detect-changes-step.ts'
import { emptyNode } from './node-start.ts'
import { peakMemory } from './peak-memory.ts'
import { type Comparison, compare, median, type Timed } from './report.ts'
import { LARGE, SMALL, type SyntheticCheckout, syntheticCheckouts } from './synthetic-repository.ts'

const ROUNDS = 7

/**
 * detect-changes against `node -e 0`, and against the peer whose folder is
 * given: an unpacked release of an action with the inputs of
 * dorny/paths-filter.
 */
export const detectChangesBench = async (
  peer: string | undefined,
): Promise<readonly Comparison[]> => {
  const parent = mkdtempSync(join(tmpdir(), 'detect-changes-bench-'))
  try {
    const small = syntheticCheckouts(join(parent, 'small'), SMALL)
    const large = syntheticCheckouts(join(parent, 'large'), LARGE)
    const against: readonly Against[] = [
      { name: 'node -e 0', goal: (goals) => goals.node, side: () => emptyNode },
      ...(peer === undefined
        ? []
        : [{ name: 'peer', goal: (goals: Goals) => goals.peer, side: step(peer) }]),
    ]
    const results: Comparison[] = []
    for (const one of cases(small, large)) results.push(...(await measured(one, against)))
    return [...results, await growth(large.full), await memory(large.full)]
  } finally {
    rmSync(parent, { recursive: true })
  }
}

type Goals = { readonly node: number; readonly peer: number }
type Case = {
  readonly name: string
  readonly checkout: SyntheticCheckout
  readonly filters: number
  readonly goals: Goals
}
type Checkouts = ReturnType<typeof syntheticCheckouts>

/** At depth 1 the peer and the action both wait for a fetch. */
const cases = (small: Checkouts, large: Checkouts): readonly Case[] => {
  const both = (name: string, of: Checkouts, filters: number, full: Goals, shallow: Goals) => [
    { name: `${name}, ${filters} filters`, checkout: of.full, filters, goals: full },
    { name: `${name}, ${filters} filters, depth 1`, checkout: of.shallow, filters, goals: shallow },
  ]
  const [few, many] = ['6 of 52 files', '5,000 of 50,010 files']
  return [
    ...both(few, small, 4, { node: 2.6, peer: 0.65 }, { node: 3.5, peer: 0.65 }),
    ...both(many, large, 4, { node: 4.5, peer: 0.75 }, { node: 14, peer: 0.8 }),
    ...both(many, large, 50, { node: 4.5, peer: 0.5 }, { node: 14, peer: 0.75 }),
    ...both(many, large, 500, { node: 6, peer: 0.2 }, { node: 15, peer: 0.4 }),
  ]
}

type Side = (one: Pick<Case, 'checkout' | 'filters'>) => Timed
type Against = {
  readonly name: string
  readonly goal: (goals: Goals) => number
  readonly side: Side
}

const measured = async (one: Case, against: readonly Against[]): Promise<readonly Comparison[]> => {
  const results: Comparison[] = []
  for (const { name, goal, side } of against) {
    results.push(
      await compare(ROUNDS, {
        name: `${one.name}, against ${name}`,
        goal: goal(one.goals),
        floor: side(one),
        action: step(actionFolder('detect-changes'))(one),
      }),
    )
  }
  return results
}

/** How the time grows from 50 filters to 500. */
const growth = (checkout: SyntheticCheckout): Promise<Comparison> => {
  const action = step(actionFolder('detect-changes'))
  return compare(ROUNDS, {
    name: '500 filters, against 50',
    goal: 1.3,
    floor: action({ checkout, filters: 50 }),
    action: action({ checkout, filters: 500 }),
  })
}

/** In MiB, not in milliseconds; the floor is the limit that the action sets itself. */
const memory = async (checkout: SyntheticCheckout): Promise<Comparison> => {
  const limit = 90
  const peaks: number[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    peaks.push(await peakMemory((env) => run(actionFolder('detect-changes'), checkout, 500, env)))
  }
  return {
    name: '5,000 files, 500 filters: peak memory in MiB against 90',
    floorMs: [limit],
    actionMs: peaks,
    ratio: median(peaks) / limit,
    goal: 1,
  }
}

const step =
  (folder: string): Side =>
  ({ checkout, filters }) =>
  () =>
    run(folder, checkout, filters, {})

const run = async (
  folder: string,
  checkout: SyntheticCheckout,
  filters: number,
  env: Readonly<Record<string, string>>,
): Promise<number> => {
  checkout.reset()
  const { exitCode, durationMs, log } = await runStep({
    folder,
    workspace: checkout.folder,
    event: push(checkout.before, checkout.after),
    inputs: { filters: filterText(filters), token: '' },
    env: { PATH: process.env.PATH ?? '', HOME: checkout.folder, ...env },
  })
  if (exitCode !== 0) throw new Error(log)
  return durationMs
}

/** Without negations, which peers read differently. */
const filterText = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    [
      `filter${index}:`,
      `  - 'area${index}/**'`,
      `  - 'libs/{lib${index},common}/**'`,
      `  - '**/special${index}.ts'`,
      `  - 'config/*.json'`,
    ].join('\n'),
  ).join('\n')
