/** Levels by the names of a workflow's `permissions:`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>

/** What a run of this action needs. */
export type Need = {
  /** Signing with the identity of the workflow. */
  readonly idToken: boolean
  /** GitHub's attestations API. */
  readonly attestations: boolean
  /** Hosts of the registries that are written to. */
  readonly registries: readonly string[]
}

/** Everything that the job needs, also what it has: a `permissions:` block takes away what it does not name. */
export const permissionsFor = ({ idToken, attestations, registries }: Need): Permissions => ({
  contents: 'read',
  ...(idToken && { 'id-token': 'write' }),
  ...(attestations && { attestations: 'write' }),
  ...(registries.some(isGitHubPackages) && { packages: 'write' }),
})

/** GitHub's own registries take the workflow's token; all others have their own rules. */
export const isGitHubPackages = (registry: string): boolean =>
  registry === 'ghcr.io' ||
  registry === 'docker.pkg.github.com' ||
  /^containers\..*\.ghe\.com$/.test(registry)

/** Lines of YAML to copy into a job. */
export const permissionsYaml = (permissions: Permissions): string =>
  [
    'permissions:',
    ...Object.entries(permissions).map(([name, level]) => `  ${name}: ${level}`),
  ].join('\n')
