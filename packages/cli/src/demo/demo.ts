import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exec } from '@ci-kit/core/exec'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { locateTools, type Tools } from '@ci-kit/tooling/tools'
import { type Registry, startBuilder, startRegistry } from '../engine.ts'
import { demoPlace } from './demo-place.ts'
import { type DeployTelling, tellDeployments } from './deploy-story.ts'
import type { Place } from './job.ts'
import { largeLeftOut, tellLarge } from './large-story.ts'
import { type ProofTelling, tellProofs } from './proof-story.ts'
import { pushEvent } from './push-event.ts'
import { type ScanTelling, tellScans } from './scan-story.ts'
import { type ShopRepository, shopRepository } from './shop-repository.ts'
import { tellShop } from './shop-story.ts'
import type { Telling } from './tell.ts'

export type DemoOptions = {
  readonly exec: Exec
  readonly signal: AbortSignal
  /** Progress and logs, a line at a time. */
  readonly say: (line: string) => void
  /** Leave the registry, a builder and the work folder for looking around. */
  readonly keep: boolean
  /** Size of the large image; it is left out when there is none. */
  readonly largeMebibytes: number | undefined
}

/** The size that the story is about. */
export const LARGE_MEBIBYTES = 512

export type DemoResult = DemoTelling & {
  /** What is left running, if it was asked for. */
  readonly kept: LeftRunning | undefined
}

type DemoTelling = Telling &
  Pick<ScanTelling, 'scans'> &
  Pick<ProofTelling, 'proofs' | 'trust'> &
  Pick<DeployTelling, 'deployments'>

export type LeftRunning = {
  readonly registry: string
  readonly folder: string
  /** Base images by build argument. */
  readonly bases: Readonly<Record<string, string>>
  /** What was signed, and what to verify it with; undefined when nothing was. */
  readonly trust: ProofTelling['trust']
  /** For buildx on the command line. */
  readonly builder: Readonly<Record<string, string>>
  /** Processes to end with SIGTERM: the rest goes with them. */
  readonly processes: readonly number[]
}

/**
 * Plays the story of the README on a throw-away clone of `examples/shop`, with
 * the bundled actions on a real BuildKit and a real registry; then that of a
 * large image, scans of what was built, its signing and verifying, and its
 * deployment to a simulated ECS. Nothing in this repository changes. Everything that was started is stopped, unless kept.
 * The Sigstore is stopped in any case: its keys are in the memory of this process.
 */
export const demo = async (options: DemoOptions): Promise<DemoResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-kit-demo-'))
  const { signal } = options
  const tools = locateTools()
  let registry: Registry | undefined
  let keeping = false
  try {
    registry = await startRegistry({ tools, signal })
    const place = await demoPlace(options, registry.address, join(folder, 'shop'))
    const shop = await shopRepository(options.exec, EXAMPLE, place.workspace)
    const told = await tellAll(place, shop, folder, tools, options)
    const left = { folder, bases: place.bases, trust: told.trust }
    const kept = options.keep ? await keepRunning(registry, tools, left) : undefined
    keeping = kept !== undefined
    return { ...told, kept }
  } finally {
    if (!keeping) {
      await registry?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const EXAMPLE = join(repositoryRoot, 'examples', 'shop')

const tellAll = async (
  place: Place,
  shop: ShopRepository,
  folder: string,
  tools: Tools,
  { exec, say, largeMebibytes: mebibytes }: DemoOptions,
): Promise<DemoTelling> => {
  const first = await tellShop(place, shop, say)
  const second =
    mebibytes === undefined
      ? largeLeftOut('--quick')
      : await tellLarge(place, { mebibytes, folder, say, firstNumber: first.story.length + 1 })
  const story = [...first.story, ...second.story]
  const common = { folder, temp: join(folder, 'temp'), say }
  mkdirSync(common.temp)
  const numbered = { firstNumber: story.length + 1 }
  const third = await tellScans(place, first.story, { ...common, ...numbered, exec, tools })
  const { scans } = third
  const event = pushEvent(shop.head())
  const { proofs, trust, ...fourth } = await tellProofs(place, first.story, {
    ...common,
    event,
    scanResults: third.results,
    firstNumber: numbered.firstNumber + scans.length,
  })
  const { deployments, ...fifth } = await tellDeployments(place, first.story, {
    folder,
    say,
    event,
    trust,
    firstNumber: numbered.firstNumber + scans.length + proofs.length,
  })
  const broken = [first, second, third, fourth, fifth].flatMap((telling) => telling.broken)
  return { story, scans, proofs, trust, deployments, broken }
}

const keepRunning = async (
  registry: Registry,
  tools: Tools,
  left: Pick<LeftRunning, 'folder' | 'bases' | 'trust'>,
): Promise<LeftRunning> => {
  const builder = await startBuilder({ tools, plainHttp: [registry.address] })
  const processes = [registry.stay(), builder.stay()]
  return { ...left, registry: registry.address, builder: builder.env, processes }
}
