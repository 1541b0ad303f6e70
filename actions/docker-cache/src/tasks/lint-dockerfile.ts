import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { isRemote } from '../build/sources.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { Inputs } from '../inputs.ts'
import type { Finding } from '../lint/finding.ts'
import { lint } from '../lint/lint.ts'
import { lintTable } from '../lint/lint-table.ts'
import type { Step } from './step.ts'

/**
 * Checks a Dockerfile against best practices before anything is built: each
 * finding is a warning at its line, or they fail the step together. Answers
 * the findings for the job summary.
 */
export const lintDockerfile = (
  inputs: Inputs,
  { build }: ImagePlan,
  source: DockerfileSource | undefined,
  { log, context }: Step['ports'],
): string => {
  if (inputs.lint === 'off' || source === undefined) return ''
  const facts = {
    dockerignore: ignoreFile(build.context, source.file, context.workspace),
    expectsHealthcheck: true,
  }
  const findings = lint(source.parsed, facts, {
    target: build.target,
    ignore: inputs.lintIgnore,
    reported: BUILDKIT_CHECKS,
  })
  if (inputs.lint === 'fail' && findings.length > 0) throw failed(findings, source.file)
  for (const finding of findings)
    log.warning(text(finding), {
      title: finding.rule,
      file: source.file,
      ...(finding.line !== undefined && { line: finding.line }),
    })
  return lintTable(findings)
}

/** BuildKit says these itself, in each build. */
const BUILDKIT_CHECKS = ['SecretsUsedInArgOrEnv']

const text = ({ message, fix }: Finding): string => visible(`${message} ${fix}`)

const failed = (findings: readonly Finding[], file: string): UserError => {
  const [first] = findings
  const places = findings.map(
    ({ line, rule, message, fix }) =>
      `${line === undefined ? '' : `line ${line}, `}${rule}: ${message} ${fix}`,
  )
  return new UserError(
    visible(
      `Input 'lint' is 'fail', and the Dockerfile has ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${places.join(' ')}`,
    ),
    { file, ...(first?.line !== undefined && { line: first.line }) },
  )
}

/** Undefined when there is none; '' where nobody can tell. */
const ignoreFile = (context: string, file: string, workspace: string): string | undefined => {
  if (isRemote(context)) return ''
  const candidates = [`${file}.dockerignore`, join(context, '.dockerignore')]
  const found = candidates.map((path) => resolve(workspace, path)).find((path) => existsSync(path))
  return found && readFileSync(found, 'utf8')
}
