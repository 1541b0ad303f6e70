import { trivyEnvironment } from '@ci-kit/trivy-scan/trivy/environment'
import { describe, expect, test } from '@jest/globals'

const FOLDERS = { dockerConfig: '/private/docker', temp: '/private/temp' }
const environment = (env: Record<string, string>): Record<string, string | undefined> =>
  trivyEnvironment(env, FOLDERS)

const OWN = {
  GOGC: '200',
  DOCKER_CONFIG: '/private/docker',
  TMPDIR: '/private/temp',
  TMP: '/private/temp',
  TEMP: '/private/temp',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
}

test('of a job that has nothing is what trivy is always told', () => {
  expect(environment({})).toEqual(OWN)
})

describe('passes', () => {
  test.each([
    ...['PATH', 'HOME', 'LANG', 'TZ', 'HTTP_PROXY', 'https_proxy', 'NO_PROXY', 'ALL_PROXY'],
    ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'SystemRoot', 'Path', 'USERPROFILE', 'GOGC', 'GOMEMLIMIT'],
  ])('%s', (name) => {
    expect(environment({ [name]: 'x' })).toEqual({ ...OWN, [name]: 'x' })
  })
})

describe('keeps back', () => {
  test.each([
    ...['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_RUNTIME_TOKEN'],
    ...['INPUT_GITHUB-TOKEN', 'INPUT_IMAGE-REF', 'GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_ENV'],
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'],
    ...['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AZURE_CLIENT_SECRET', 'DOCKER_AUTH_CONFIG'],
    ...['GOOGLE_APPLICATION_CREDENTIALS', 'TRIVY_IGNOREFILE', 'TRIVY_SERVER', 'TRIVY_TOKEN'],
    ...['NODE_OPTIONS', 'LD_PRELOAD', 'GODEBUG', 'XDG_CONFIG_HOME', 'path_extra', 'HOMEDRIVE'],
  ])('%s', (name) => {
    expect(environment({ [name]: 'secret' })).toEqual(OWN)
  })
})

test('what the job has for the names of its own does not count', () => {
  const env = { DOCKER_CONFIG: '/home/me', TMPDIR: '/tmp', AWS_EC2_METADATA_DISABLED: 'false' }
  expect(environment(env)).toEqual(OWN)
})
