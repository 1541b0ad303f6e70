import { join, resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { runStep, type StepResult } from '../run-step.ts'
import { logView } from '../step/log-view.ts'
import type { Command, Terminal } from './command.ts'
import { parseOptions } from './options.ts'
import { ownVariables } from './own-variables.ts'

const HELP = `ci-kit verify <image> … --signer-workflow … [options]

Verifies by attestations who built an image or file, from which source, and
prints the proof as a table. Exit code 0: everything is proven. 1: it is not.
2: nobody knows, because somebody could not be asked or a value makes no sense.

  --signer-workflow org/repo/.github/workflows/file.yml@ref
                          the workflow that has to have signed; more than once for any of several
  --signer-identity name  the name in the certificate, for who is no workflow of GitHub
  --signer-issuer url     who has to have vouched for the signer, default GitHub Actions
  --source-repository org/repo
                          where the workflow was started, default its own repository
  --source-ref ref        what was built, such as refs/heads/main
  --environment name      the environment of the job that signed
  --hosted-runner-only false
                          take what was signed on other runners than GitHub's own, too
  --predicate-types list  what has to be stated, default provenance
  --max-age 30d           how long ago it may have been signed
  --deny-open severity    refuse what the newest attested scan finds open
  --other-statements refuse|ignore
  --transparency-log required|optional
  --policy file           all of this as YAML or JSON

  --platforms list        all (default), index, or some such as linux/amd64
  --file path             a file or pattern instead of an image; more than once for more
  --digest sha256:…       a digest instead of an image; more than once for more
  --bundle-path file      bundles in a file; more than once for more
  --evidence list         auto (default), registry, github, files
  --sigstore auto|public|github
  --trusted-root file     a Sigstore of your own; more than once for more
  --refresh auto|never|always
  --vsa file              write a verification summary of SLSA
  --json                  print only the verdict, as JSON; the table goes to standard error
  --help                  show this

Logs in with the credentials of docker login. GITHUB_TOKEN, if set, is for
ghcr.io and for the attestations of a repository on GitHub.`

const MANY = { type: 'string', multiple: true } as const
const ONE = { type: 'string' } as const

const OPTIONS = {
  'signer-workflow': MANY,
  'signer-identity': MANY,
  'signer-issuer': ONE,
  'source-repository': ONE,
  'source-ref': ONE,
  environment: ONE,
  'hosted-runner-only': ONE,
  'predicate-types': MANY,
  'max-age': ONE,
  'deny-open': ONE,
  'other-statements': ONE,
  'transparency-log': ONE,
  policy: ONE,
  platforms: ONE,
  file: MANY,
  digest: MANY,
  'bundle-path': MANY,
  evidence: ONE,
  sigstore: ONE,
  'trusted-root': MANY,
  refresh: ONE,
  vsa: ONE,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const UNKNOWN = 2

export const verifyCommand: Command = {
  help: HELP,
  run: async (args, terminal) => {
    const { values, positionals } = parseOptions(args, OPTIONS)
    if (values.help === true) {
      terminal.print(HELP)
      return 0
    }
    const inputs = inputsOf(values, positionals)
    const result = await verify(
      inputs,
      values.json === true ? terminal.note : terminal.print,
      terminal,
    )
    if (values.json === true && result.outputs.results) terminal.print(result.outputs.results)
    return exitCodeOf(result)
  },
}

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values']

/** Options that are no inputs by their own name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  file: 'subject-path',
  digest: 'subject-digest',
}

/** The inputs of the action that images and options stand for. */
export const inputsOf = (values: Values, images: readonly string[]): Record<string, string> => {
  const { json: _json, help: _help, ...options } = values
  if (images.length === 0 && options.file === undefined && options.digest === undefined)
    throw new UserError('Name an image: ci-kit verify <image>. Or use --file or --digest.')
  const given = Object.entries(options).map(([name, value]): [string, string] => [
    OTHER_NAMES[name] ?? name,
    Array.isArray(value) ? value.join('\n') : String(value),
  ])
  return { ...Object.fromEntries(given), images: images.join('\n') }
}

/** There is no job here: no summary, and no repository of a run that anything could be taken from. */
const verify = (
  inputs: Readonly<Record<string, string>>,
  print: Terminal['print'],
  { signal }: Terminal,
): Promise<StepResult> => {
  const view = logView()
  return runStep({
    folder: join(repositoryRoot, 'actions', 'verify-attestation'),
    workspace: resolve('.'),
    inputs: { ...inputs, summary: 'false' },
    env: { ...ownVariables(), GITHUB_REPOSITORY: '' },
    signal,
    onLine: (line) => {
      const text = view(line)
      if (text !== undefined) print(text)
    },
  })
}

/** A step that was cancelled has its own exit code. */
const exitCodeOf = ({ exitCode, outputs }: StepResult): number =>
  exitCode === 1 && outputs.outcome === 'unknown' ? UNKNOWN : exitCode
