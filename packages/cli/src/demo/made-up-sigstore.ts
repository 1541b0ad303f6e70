import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import type { StepEvent } from '../run-step.ts'

/** A Sigstore that is made up for the demo: its keys live in memory, and nobody else trusts it. */
export type MadeUpSigstore = {
  /** Files for the inputs `sigstore` and `trusted-root`, absolute. */
  readonly signingConfig: string
  readonly trustedRoot: string
  /** The variables of a job of the shop's workflow that may ask for identity tokens. */
  environment(event: StepEvent): Readonly<Record<string, string>>
  /** How many certificates it was asked for, and with them: how often something was signed. */
  certificatesAsked(): number
  stop(): Promise<void>
}

const FILE = '.github/workflows/pipeline.yml'

/** Whom GitHub vouches for in the job of an event, as `signer-workflow` has it. */
export const signerOf = ({ repository, ref }: StepEvent, file = FILE): string =>
  `${repository}/${file}@${ref}`

/** Starts it on 127.0.0.1 and writes its files into a folder that does not exist yet. */
export const madeUpSigstore = async (folder: string): Promise<MadeUpSigstore> => {
  // Certificates name GitHub as the issuer, since that is what the actions' defaults expect.
  const issuer = 'https://token.actions.githubusercontent.com'
  const sigstore = await startLocalSigstore({ issuer })
  const write = (name: string, content: object): string => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(content))
    return file
  }
  mkdirSync(folder)
  return {
    signingConfig: write('signing-config.json', sigstore.signingConfig({ timestamps: true })),
    trustedRoot: write('trusted-root.json', sigstore.trustedRoot()),
    environment: (event) => jobVariables(event, (claims) => sigstore.environment({ claims })),
    certificatesAsked: () => sigstore.requests.filter(({ service }) => service === 'fulcio').length,
    stop: () => sigstore.close(),
  }
}

type ClaimsOf = {
  readonly repository: string
  readonly repository_visibility: string
  readonly ref: string
  readonly sha: string
  readonly workflow: string
  readonly workflow_ref: string
  readonly event_name: string
  readonly run_id: string
  readonly run_number: string
}

/** The same job in the identity token and in the variables of the runner. */
const jobVariables = (
  event: StepEvent,
  tokenVariables: (claims: ClaimsOf) => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const { repository, ref, sha, name } = event
  const claims = {
    repository,
    repository_visibility: 'private',
    ref,
    sha,
    workflow: 'ci',
    workflow_ref: signerOf(event),
    event_name: name,
    run_id: '1',
    run_number: '1',
  }
  return {
    ...tokenVariables(claims),
    GITHUB_WORKFLOW: claims.workflow,
    GITHUB_WORKFLOW_REF: claims.workflow_ref,
    RUNNER_ENVIRONMENT: 'github-hosted',
  }
}
