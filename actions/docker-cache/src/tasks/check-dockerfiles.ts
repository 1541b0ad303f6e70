import { FailedResult, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { BuildOptions } from '../build/build-options.ts'
import { withGitCredentials } from '../build/git-credentials.ts'
import { checkSources, dockerfile } from '../build/sources.ts'
import { buildError } from '../failures/diagnosis.ts'
import { type CheckFinding, parseCheck } from '../progress/check-result.ts'
import { checkSummary } from '../report/finding-table.ts'
import { componentRequest, readComponents } from './component-requests.ts'
import { contextsToCome } from './needed-images.ts'
import type { Step } from './step.ts'

/** Runs the checks of the builder over the Dockerfiles, and builds nothing. Findings fail the step. */
export const checkDockerfiles = async (step: Step): Promise<Outputs> => {
  const counts: number[] = []
  for (const options of await dockerfilesOf(step)) counts.push(await check(options, step))
  const outputs = { 'duration-ms': step.elapsedMs() }
  const findings = counts.reduce((sum, count) => sum + count, 0)
  if (findings === 0) return outputs
  throw new FailedResult(
    `The check of the Dockerfile${counts.length === 1 ? '' : 's'} has ${findings} ${findings === 1 ? 'finding' : 'findings'}. Mend them, or skip a check with a line '# check=skip=<name>' at the top of the Dockerfile.`,
    outputs,
  )
}

/** Those of the components, where several images are asked for. */
const dockerfilesOf = async ({ inputs, ports }: Step): Promise<readonly BuildOptions[]> => {
  if (inputs.components === '') return [inputs.options]
  const components = await readComponents(inputs, ports)
  return components.map((component) => {
    const { options } = componentRequest(component, inputs)
    const buildContexts = [...options.buildContexts, ...contextsToCome(component.needs)]
    return { ...options, buildContexts }
  })
}

/** Annotates what the checks find, and answers how much it is. Throws for a Dockerfile that cannot be checked. */
const check = async (given: BuildOptions, { inputs, ports }: Step): Promise<number> => {
  const options = withGitCredentials(given, inputs.githubToken, ports.context.serverUrl)
  checkSources(options, ports.workspace)
  const { exitCode, stdout, text } = await ports.builder.check(options)
  if (stdout.trim() === '') throw buildError({ exitCode, text }, options)
  const result = parseCheck(stdout, exitCode)
  const file = dockerfile(options)
  const place = ({ line, rule }: CheckFinding) => ({
    ...(rule !== undefined && { title: rule }),
    ...(file !== undefined && line !== undefined && { file, line }),
  })
  for (const finding of result.findings)
    ports.log.warning(
      visible([finding.text, finding.url].filter(Boolean).join(' ')),
      place(finding),
    )
  if (result.findings.length === 0 && result.error === undefined)
    ports.log.info(`${visible(file ?? options.context)}: no findings.`)
  ports.summary.append(checkSummary(file ?? options.context, result))
  if (result.error !== undefined)
    throw new UserError(visible(result.error.text, 600), place(result.error))
  return result.findings.length
}
