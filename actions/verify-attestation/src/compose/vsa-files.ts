import { basename, dirname, join, parse, relative } from 'node:path'
import type { Ports } from '../run.ts'
import { summaries, verifierOf } from '../vsa/summaries.ts'
import type { Step } from './step.ts'

type Place = {
  readonly env: Step['env']
  readonly inputs: Pick<Step['inputs'], 'vsa'>
  readonly context: Pick<Step['context'], 'workspace' | 'temp' | 'serverUrl'>
}

/** Writes the verification summaries to where the workflow wants them. */
export const vsaWriter =
  ({ env, inputs, context }: Place): Ports['writeVsa'] =>
  async (verdict, targets, policy) => {
    const { workspace, temp, serverUrl } = context
    if (inputs.vsa === undefined) return []
    // Most runs write none, and need not wait for this to load.
    const { outputFolder } = await import('@ci-kit/core/adapters/output-folder')
    const wanted = inputs.vsa === 'temp' ? join(temp, 'verification-summary.json') : inputs.vsa.path
    const verifier = verifierOf({
      serverUrl,
      workflowRef: env.GITHUB_WORKFLOW_REF ?? '',
      actionRef: env.GITHUB_ACTION_REF ?? '',
    })
    const texts = summaries(verdict, targets, policy, verifier)
    const path = dirname(wanted)
    const folder = await outputFolder({ input: 'vsa', path, workspace, temp, prefix: 'vsa' })
    const paths: string[] = []
    for (const [at, text] of texts.entries()) {
      const file = texts.length === 1 ? wanted : numbered(wanted, at + 1)
      paths.push(await folder.write(basename(file), text))
    }
    return inputs.vsa === 'temp' ? paths : paths.map((path) => relative(workspace, path))
  }

/** `vsa.json` becomes `vsa-2.json`. */
const numbered = (path: string, number: number): string => {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}-${number}${ext}`)
}
