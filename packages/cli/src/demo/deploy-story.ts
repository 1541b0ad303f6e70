import { join } from 'node:path'
import type { StepEvent } from '../run-step.ts'
import { brokenDeploy, type DeployFacts } from './deploy-facts.ts'
import { type Deployed, type DeployPlace, deployJob, rollbackJob } from './deploy-job.ts'
import type { Place } from './job.ts'
import type { Trust } from './proof-story.ts'
import { CACHE, simulatedEcs } from './simulated-ecs.ts'
import type { Told } from './tell.ts'

/** A deployment or rollback with the title of its chapter, or why there was none. */
export type ToldDeploy =
  | { readonly title: string; readonly deployed: Deployed }
  | { readonly title: string; readonly leftOut: string }

export type DeployTelling = {
  readonly deployments: readonly ToldDeploy[]
  /** Facts of the story that did not hold. */
  readonly broken: readonly string[]
}

export type DeployOptions = {
  /** Where the ledger goes. */
  readonly folder: string
  /** The push whose images are deployed. */
  readonly event: StepEvent
  /** What was signed; undefined when nothing was. */
  readonly trust: Trust | undefined
  readonly say: (line: string) => void
  /** Number of the first chapter in the story. */
  readonly firstNumber: number
}

/** The services, each after what it needs. The worker reads a file of orders once a day, and is none. */
const SERVICES = ['api', 'web']

type Chapter = DeployFacts & {
  readonly title: string
  readonly play: (where: DeployPlace, images: Images) => Promise<Deployed>
}

type Images = ReadonlyMap<string, string>

const deploy =
  (variables = '') =>
  (where: DeployPlace, images: Images) =>
    deployJob(where, { images, variables })

const rollBack = (reason: string) => (where: DeployPlace) =>
  rollbackJob(where, { services: ['api'], reason })

/** Revision 1 is what ran before, 2 the release, 3 crashes, 4 runs and is bad. */
const DEPLOY_STORY: readonly Chapter[] = [
  {
    title: 'deploy the verified digests',
    play: deploy(),
    outcome: 'succeeded',
    taskDefinitions: ['shop-api:2', 'shop-web:2'],
  },
  {
    title: 'deploy again, nothing changed',
    play: deploy(),
    outcome: 'unchanged',
    taskDefinitions: ['shop-api:2', 'shop-web:2'],
    changesNothing: true,
  },
  {
    title: 'a release that crashes',
    play: deploy(`${CACHE}=4096`),
    outcome: 'rolled-back',
    taskDefinitions: ['shop-api:3', 'shop-web:2'],
    exitCode: 137,
  },
  {
    title: 'a release that runs and is bad',
    play: deploy('PRICES=free'),
    outcome: 'succeeded',
    taskDefinitions: ['shop-api:4', 'shop-web:2'],
  },
  {
    title: 'roll back',
    play: rollBack('everything is free'),
    outcome: 'rolled-back',
    taskDefinitions: ['shop-api:2'],
  },
  {
    title: 'roll back once more',
    play: rollBack('the mug is too big'),
    outcome: 'rolled-back',
    taskDefinitions: ['shop-api:1'],
  },
]

/**
 * Deploys what was signed last to a simulated ECS, which runs what was built
 * first, with the real actions: a release that is good, one that crashes, and
 * one that is bad though it runs, from which two rollbacks lead away.
 */
export const tellDeployments = async (
  place: Place,
  story: readonly Told[],
  { folder, event, trust, say, firstNumber }: DeployOptions,
): Promise<DeployTelling> => {
  const builds = story.flatMap((told) => ('run' in told ? told.run.builds : []))
  const before = imagesOf(place, builds)
  const images = imagesOf(place, builds.toReversed())
  if (trust === undefined || images.size < SERVICES.length) return leftOut('nothing was signed')
  say(
    '\nAn Amazon ECS that is simulated: it answers as AWS does, twenty times as fast, and starts no',
  )
  say('container. What happens is decided by the task definition. The actions are the real ones.')
  const ecs = await simulatedEcs(place.workspace, before)
  try {
    const where = { place, ecs, event, trust, ledger: join(folder, 'releases.json') }
    const deployments: ToldDeploy[] = []
    const broken: string[] = []
    for (const [index, chapter] of DEPLOY_STORY.entries()) {
      say(`\n${firstNumber + index}. ${chapter.title}`)
      const deployed = await chapter.play(where, images)
      broken.push(...brokenDeploy(chapter.title, chapter, deployed))
      deployments.push({ title: chapter.title, deployed })
    }
    return { deployments, broken }
  } finally {
    await ecs.stop()
  }
}

const leftOut = (why: string): DeployTelling => ({
  deployments: [{ title: 'deploy and roll back', leftOut: why }],
  broken: [],
})

/** The image of each service by digest, as the first of the builds has it. */
const imagesOf = (
  { registry }: Place,
  builds: readonly { readonly component: string; readonly digest: string }[],
): Images =>
  new Map(
    SERVICES.flatMap((service) => {
      const build = builds.find(({ component }) => component === service)
      return build ? [[service, `${registry}/acme/shop/${service}@${build.digest}`]] : []
    }),
  )
