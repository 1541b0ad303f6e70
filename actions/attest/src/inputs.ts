import { UserError } from '@ci-kit/core/errors'
import { choice, flag, type InputReader, lines, optionalText, secret } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { type NamedSubjects, namedSubjects } from './inputs/named-subjects.ts'
import { type Said, said } from './inputs/said.ts'
import { type StoreInputs, storeInputs } from './inputs/stores.ts'
import { parseArtifactName } from './store/artifact-name.ts'

/** Which Sigstore signs: one that is known by name, the one that fits the repository, or a signing config in a file. */
export type WantedSigstore =
  | { readonly kind: 'auto' | 'public' | 'github' }
  | { readonly kind: 'config'; readonly path: string }

export type Inputs = {
  readonly githubToken: string
  readonly username: string
  readonly password: string
  readonly subjects: NamedSubjects
  readonly said: Said
  readonly sigstore: WantedSigstore
  /** Relative to the workspace; empty for the roots that are carried along. */
  readonly trustedRoots: readonly string[]
  readonly onLogOutage: 'fail' | 'timestamp'
  readonly store: StoreInputs
  /** Undefined for one that is made up. */
  readonly artifactName: string | undefined
  /** Undefined for one in the temporary folder of the runner. */
  readonly outputDir: string | undefined
  readonly reuse: boolean
  /** YAML, or the path of a file with it; '' for none. */
  readonly policy: string
  readonly onFork: 'skip' | 'fail'
  readonly showSummary: boolean
}

export const parseInputs = (from: InputReader): Inputs => {
  // First, so that nothing that follows can show them.
  const secrets = {
    githubToken: secret(from, 'github-token'),
    password: secret(from, 'password'),
  }
  return {
    ...secrets,
    username: optionalText(from, 'username'),
    subjects: namedSubjects(from),
    said: said(from),
    ...trust(from),
    onLogOutage: choice(from, 'on-log-outage', ['fail', 'timestamp']),
    store: storeInputs(from),
    artifactName: parseArtifactName(from.read('artifact-name')),
    outputDir: optionalText(from, 'output-dir') || undefined,
    reuse: flag(from, 'reuse', true),
    policy: optionalText(from, 'policy'),
    onFork: choice(from, 'on-fork', ['skip', 'fail']),
    showSummary: flag(from, 'show-summary', true),
  }
}

const trust = (from: InputReader): Pick<Inputs, 'sigstore' | 'trustedRoots'> => {
  const sigstore = wantedSigstore(optionalText(from, 'sigstore'))
  const trustedRoots = lines(from, 'trusted-root')
  if (sigstore.kind === 'config' && trustedRoots.length === 0)
    throw new UserError(
      "Input 'sigstore' names a signing config, and 'trusted-root' is not set. Add the trusted_root.json of the same Sigstore: what is signed is verified before the step is green.",
    )
  return { sigstore, trustedRoots }
}

const wantedSigstore = (word: string): WantedSigstore => {
  switch (word) {
    case '':
      return { kind: 'auto' }
    case 'auto':
    case 'public':
    case 'github':
      return { kind: word }
    default:
      if (/[./\\]/.test(word)) return { kind: 'config', path: word }
      throw new UserError(
        `Input 'sigstore' is '${visible(word, 100)}'. Use 'auto', 'public' or 'github', or the path of a signing config such as './signing_config.json'.`,
      )
  }
}
