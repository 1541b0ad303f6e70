import { resolve } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { readInputFile } from '@ci-kit/core/adapters/input-file'
import { outputFolder } from '@ci-kit/core/adapters/output-folder'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context } from '@ci-kit/core/event'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { commentKey } from './comment/comment-key.ts'
import { composeDatabases } from './compose/databases.ts'
import { githubClient } from './compose/github-client.ts'
import { composeInstall } from './compose/install.ts'
import { composeRegistries } from './compose/registries.ts'
import type { Step } from './compose/step.ts'
import { composeVex } from './compose/vex.ts'
import type { Inputs } from './inputs.ts'
import { type Ports, run } from './run.ts'
import { scannerOf } from './scanner.ts'
import { signatureVerifier } from './signature-verifier.ts'
import { withPrivateFolder } from './target/private-folder.ts'
import { checkedOutCommit } from './upload/checked-out.ts'

/** Runs the action on the real adapters, and removes what they made for it. */
export const runOnAdapters = async (
  runner: Runner,
  process: Step['process'],
  context: Context,
  inputs: Inputs,
): Promise<Outputs> =>
  withPrivateFolder(context.temp, async (folder) => {
    const stopping = new AbortController()
    const signal = AbortSignal.any([runner.cancellation, stopping.signal])
    const step = { runner, process, context, inputs, folder, signal }
    const stop = () => stopping.abort()
    try {
      return await run(inputs, portsOf(step, stop))
    } finally {
      // After an error something may still be under way, and would miss the folder.
      stop()
    }
  })

const portsOf = (step: Step, stop: () => void): Ports => {
  const { runner, process, context, inputs, folder, signal } = step
  const { log, summary } = runner
  const { workspace: root, temp } = context
  const { env } = process
  const exec = childProcesses(signal)
  const { credentials, registries } = composeRegistries(step)
  const verifier = signatureVerifier({
    trustedRoot: inputs.trustedRoot,
    workspace: root,
    privateFolder: folder,
    log,
  })
  const databases = composeDatabases(step, registries)
  const store = {
    folder,
    databases: databases.folder,
    workspace: root,
    certificates: env.NODE_EXTRA_CA_CERTS ? resolve(env.NODE_EXTRA_CA_CERTS) : '',
    fetchJavaDatabase: databases.java,
  }
  return {
    log,
    summary,
    context,
    stop,
    root,
    folder,
    registries,
    cancellation: signal,
    clock: systemClock,
    now: systemClock.now,
    workspace: fileWorkspace(root),
    readFile: (path, input, mostBytes) =>
      readInputFile(path, { input, workspace: root, mostBytes }),
    yaml: async () => (await import('@ci-kit/core/yaml-node')).yamlNode,
    commentKey: commentKey(inputs.reports.commentKey, context.workflow, env.GITHUB_JOB ?? ''),
    installTrivy: () => composeInstall(step, exec, verifier),
    vulnerabilityDatabase: databases.vulnerability,
    attachedVex: composeVex(step, registries, verifier),
    scanner: (trivy, hosts) =>
      scannerOf(trivy, { env, exec, log, clock: systemClock, hosts, credentials, store }),
    github: githubClient(step),
    checkedOutCommit: () => checkedOutCommit(root),
    outputFolder: () =>
      outputFolder({
        input: 'output-dir',
        path: inputs.reports.outputDir,
        workspace: root,
        temp,
        prefix: 'trivy-scan',
      }),
  }
}
