import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { runStep } from '@ci-kit/cli/run-step'
import { contextVariables, inputVariables, PUSH_TO_MAIN } from '@ci-kit/cli/step/environment'
import { runProgram } from '@ci-kit/cli/step/node-program'
import { stepFiles } from '@ci-kit/cli/step/step-files'
import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { digestOf } from '@ci-kit/oci/digest'
import { actionFolder } from '../e2e/actions.ts'
import type { Timed } from './report.ts'

/** A workspace with a signed statement and its trusted root, and steps in it. */
export type GatePlace = {
  /**
   * A program in the environment of a verification that asks nobody: only the
   * process is timed. Throws unless it ends well with output `verified`.
   */
  readonly step: (program: string) => Timed
  remove(): void
}

export const gatePlace = async (): Promise<GatePlace> => {
  const workspace = mkdtempSync(join(tmpdir(), 'attest-bench-'))
  const sigstore = await fakeSigstore()
  const subject = digestOf(Buffer.from('what was built'))
  const predicateType = 'https://slsa.dev/provenance/v1'
  const statement = { subject: [subject], predicateType, predicate: {} }
  const bundle = await sigstore.signStatement(statement, workflowIdentity())
  writeFileSync(join(workspace, 'bundle.json'), JSON.stringify(bundle))
  writeFileSync(join(workspace, 'root.json'), JSON.stringify(sigstore.trustedRoot()))
  const inputs = {
    'subject-digest': subject,
    'bundle-path': 'bundle.json',
    'trusted-root': 'root.json',
    'signer-workflow': 'org/app/.github/workflows/release.yml@refs/heads/main',
  }
  const variables = {
    ...contextVariables(PUSH_TO_MAIN, workspace),
    HOME: workspace,
    PATH: '/usr/bin:/bin',
    ...inputVariables(readManifest(actionFolder('verify-attestation')), inputs, ''),
  }
  return {
    step: (program) => () => timedStep(program, workspace, variables),
    remove: () => rmSync(workspace, { recursive: true }),
  }
}

const timedStep = async (
  file: string,
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Promise<number> => {
  const files = stepFiles(PUSH_TO_MAIN.payload)
  try {
    const own = files.fresh()
    const env = { ...variables, ...own.variables }
    const log: string[] = []
    const onLine = (line: string) => void log.push(line)
    const started = performance.now()
    const exitCode = await runProgram({ file, cwd, env, signal: undefined, onLine })
    const durationMs = performance.now() - started
    if (exitCode !== 0 || own.read().outputs.verified !== 'true')
      throw new Error(`${file} ended with exit code ${exitCode}:\n${log.join('\n')}`)
    return durationMs
  } finally {
    files.remove()
  }
}

/** An action that attests a digest and has no identity token. Throws unless it complains about that. */
export const withoutPermission =
  (folder: string): Timed =>
  async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'attest-bench-'))
    try {
      const subject = digestOf(Buffer.from('what was built'))
      const inputs = { 'subject-name': 'app', 'subject-digest': subject, 'github-token': '' }
      const step = { folder, workspace, inputs, env: { HOME: workspace } }
      const { exitCode, durationMs, log } = await runStep(step)
      if (exitCode !== 1 || !log.includes('id-token'))
        throw new Error(`${folder} ended with exit code ${exitCode}:\n${log}`)
      return durationMs
    } finally {
      rmSync(workspace, { recursive: true })
    }
  }
