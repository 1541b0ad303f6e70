import { UserError } from '@ci-kit/core/errors'
import { once } from '@ci-kit/core/once'
import type { Outputs } from '@ci-kit/core/outputs'
import { attributes } from '../build/attributes.ts'
import type { ImageOutput } from '../build/build-options.ts'
import type { Built } from '../components/component.ts'
import { neededContexts } from '../components/needs.ts'
import { refuseSharedReferences } from '../components/parse-components.ts'
import { publishAll } from '../components/publish.ts'
import { runComponents } from '../components/run-components.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { ImageResult } from '../image/image-result.ts'
import { type MadeImage, makeImage } from '../image/make-image.ts'
import { type PreparedImage, prepareImage } from '../image/prepare-image.ts'
import { namedLog } from '../progress/named-log.ts'
import { failureSummary } from '../report/failure-summary.ts'
import { buildWarnings } from './build-warnings.ts'
import { componentRequest, namedContext, readComponents } from './component-requests.ts'
import { lintDockerfile } from './lint-dockerfile.ts'
import { makingSettings } from './making-settings.ts'
import { hasStrictLimits, measuredLimits, measuredWaste } from './measures.ts'
import { contextsToCome, withNeeded } from './needed-images.ts'
import { reportComponents } from './report-components.ts'
import { resultLines } from './result-lines.ts'
import type { Step } from './step.ts'
import { toldOnce } from './told-once.ts'

/** A component whose image is complete, but has no names yet. */
type MadeComponent = {
  readonly made: MadeImage
  /** All that there is to tell, once its caches are written. */
  result(): Promise<ImageResult>
  /** Where its image is for those that need it, in a run that pushes none. */
  readonly layout: string | undefined
}

/** Makes several images side by side on one builder, each pushed by digest, and tags them when all are there. */
export const makeComponents = async (step: Step): Promise<Outputs> => {
  const { inputs, ports } = step
  const components = await readComponents(inputs, ports)
  const log = toldOnce(ports.log)
  const prepared = new Map(
    components.map((component) => [
      component.name,
      withNeeded(
        prepareImage(componentRequest(component, inputs), inputs, { ...ports, log }),
        contextsToCome(component.needs),
        ports,
      ),
    ]),
  )
  refuseSharedReferences(
    [...prepared].map(([name, { plan }]) => ({ name, references: plan.build.references })),
  )
  const lints = [...prepared.values()].map(({ plan, source }) =>
    lintDockerfile(inputs, plan, source, ports),
  )
  const images = new Map<string, MadeComponent>()
  const results = await runComponents(components, inputs, async (component, needed) => {
    const own = prepared.get(component.name)
    if (own === undefined) throw new Error(`Component ${component.name} was not prepared.`)
    const isNeeded = components.some(({ needs }) => needs.includes(component.name))
    const layout =
      isNeeded && !own.plan.pushes ? await ports.layoutFolder(component.name) : undefined
    const contexts = neededContexts(needed).map(namedContext)
    const made = await madeImage(withNeeded(own, contexts, ports), layout, step)
    images.set(component.name, made)
    if (hasStrictLimits(inputs)) await refuseAboveLimits(made, step)
    return builtOf(made)
  })
  const published = await publishAll(results, inputs.allOrNone, async (built, reference) => {
    const image = [...images.values()].find(({ made }) => isOf(made, built))
    await image?.made.tag([reference.slice(built.repository.length + 1)])
  })
  const whole = published.filter(({ untagged }) => untagged.length === 0)
  // Not in the order in which they were ready: the summary of two runs can be compared.
  const inOrder = components.flatMap(({ name }) => {
    const made = images.get(name)
    return made === undefined ? [] : [{ name, made }]
  })
  const [finished] = await Promise.all([
    Promise.all(inOrder.map(async ({ name, made }) => [name, await made.result()] as const)),
    ...whole.map(({ name }) => images.get(name)?.made.remember()),
  ])
  return reportComponents(step, { results, published, images: new Map(finished), lints })
}

/** A component above a limit counts as one that failed, so that it gets no tags. */
const refuseAboveLimits = async (
  { result }: MadeComponent,
  { inputs, ports }: Step,
): Promise<void> => {
  const limits = measuredLimits(inputs, await result(), ports)
  if (limits.length > 0) throw new UserError(limits.join(' '))
}

const isOf = ({ digest, plan }: MadeImage, built: Built): boolean =>
  digest === built.digest && plan.request.repository.name === built.repository

const madeImage = async (
  { plan, source }: PreparedImage,
  layout: string | undefined,
  { inputs, ports: shared }: Step,
): Promise<MadeComponent> => {
  const { name } = plan.request
  const ports = { ...shared, log: namedLog(shared.log, name) }
  const started = ports.clock.elapsed()
  const others = layout === undefined ? [] : [layoutOutput(layout)]
  const wanted = { ...plan, build: { ...plan.build, output: withOutputs(plan, others) } }
  const made = await makeImage(wanted, source, makingSettings(inputs), ports, (failed) =>
    ports.summary.append(failureSummary(name, failed.graph, failed.error.message, failed.text)),
  )
  const result = once(async () => {
    const build = await made.finish()
    if (build !== undefined) buildWarnings(plan, build.graph, ports.log)
    const waste = await measuredWaste(inputs, made, ports)
    const durationMs = Math.round(ports.clock.elapsed() - started)
    ports.log.info(resultLines({ ...made, build, waste, durationMs }))
    return { ...made, build, waste, durationMs }
  })
  // Caches are written while others are built; whoever asks later learns of a failure then.
  result().catch(() => undefined)
  return { made, result, layout }
}

const layoutOutput = (folder: string): string =>
  attributes([
    ['type', 'oci'],
    ['tar', false],
    ['dest', folder],
  ])

const withOutputs = ({ build: { output } }: ImagePlan, others: readonly string[]): ImageOutput => ({
  ...output,
  others: [...output.others, ...others],
})

/** The caches may still be written. */
const NOT_KNOWN_YET = { cachedSteps: 0, totalSteps: 0, cacheWritten: false, durationMs: 0 }

const builtOf = ({ made, layout }: MadeComponent): Built => ({
  repository: made.plan.request.repository.name,
  digest: made.digest ?? '',
  references: made.plan.pushes ? made.plan.build.references : [],
  skipped: made.skipped,
  ...NOT_KNOWN_YET,
  ...(layout !== undefined && { layout }),
})
