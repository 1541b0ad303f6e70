import type { Environment } from '@ci-kit/core/event'

/** What trivy and the system's libraries need; compared without case, as Windows spells them anyhow. */
const ALLOWED = new Set([
  ...['path', 'home', 'lang', 'tz'],
  ...['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy', 'ssl_cert_file', 'ssl_cert_dir'],
  ...['gogc', 'gomemlimit'],
  ...['systemroot', 'systemdrive', 'windir', 'userprofile', 'localappdata', 'appdata', 'pathext'],
])

/** Go collects garbage half as often, which makes a scan a tenth faster for some more memory; a job may say otherwise. */
const GOGC = '200'

/** Folders of this step, which are gone after it. */
export type ChildFolders = {
  /** With a `config.json` that holds the credentials for the scanned registries. */
  readonly dockerConfig: string
  /** For the layers that trivy unpacks. */
  readonly temp: string
}

/**
 * The whole environment of trivy. It never sees the inputs, the job's tokens,
 * cloud keys or a TRIVY_ variable. The credentials for the registries are in
 * its own DOCKER_CONFIG, so no helper and no instance metadata is asked.
 */
export const trivyEnvironment = (env: Environment, { dockerConfig, temp }: ChildFolders) => ({
  GOGC,
  ...Object.fromEntries(Object.entries(env).filter(([name]) => ALLOWED.has(name.toLowerCase()))),
  DOCKER_CONFIG: dockerConfig,
  TMPDIR: temp,
  TMP: temp,
  TEMP: temp,
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
})
