import { describe, expect, test } from '@jest/globals'
import { expectRefused, inputsOf, type Refused } from './parsed.ts'

const options = (given: Record<string, string> = {}) => inputsOf(given).options

const DEFAULTS = {
  context: '.',
  buildContexts: [],
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: [],
  secrets: [],
  ssh: [],
  labels: [],
  annotations: [],
  network: undefined,
  shmSize: undefined,
  ulimit: [],
  addHosts: [],
  cgroupParent: undefined,
  noCache: false,
  noCacheFilters: [],
  pull: false,
  allow: [],
  sbom: 'false',
  provenance: 'false',
}

test('the options of a build have their defaults', () => expect(options()).toEqual(DEFAULTS))

test('the options of a build are all read', () => {
  expect(
    options({
      context: 'services/api',
      'build-contexts':
        '# a comment\nbase=docker-image://alpine:3\nlib=../lib\nregistry.test/x=oci-layout:///a=b',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: 'linux/amd64, linux/arm64\nlinux/arm/v7',
      'build-args': '# a comment\n WHO=a, b=c \nTOKEN\n\nEMPTY=',
      'secret-files': 'npmrc = conf/.npmrc \nodd=a=b, c',
      'secret-envs': ' token = NPM_TOKEN ',
      ssh: 'default\ndeploy=/home/runner/key',
      labels: 'org.test.a=1\norg.test.b=x, y=z',
      annotations: 'index:org.test.a=1\norg.test.empty=',
      network: 'host',
      'shm-size': '2g',
      ulimit: 'nofile=1024:2048\nnproc=-1',
      'add-hosts': 'a:10.0.0.1, b=::1',
      'cgroup-parent': '/docker/x',
      'no-cache': 'true',
      'no-cache-filters': 'deps,build',
      pull: 'true',
      allow: 'network.host\nsecurity.insecure, device\ndevice=vendor.test/x',
      sbom: 'generator=registry.test/scan',
      provenance: 'mode=max',
    }),
  ).toEqual({
    context: 'services/api',
    buildContexts: [
      { name: 'base', value: 'docker-image://alpine:3' },
      { name: 'lib', value: '../lib' },
      { name: 'registry.test/x', value: 'oci-layout:///a=b' },
    ],
    file: 'services/api/Dockerfile',
    target: 'final',
    platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    buildArgs: ['WHO=a, b=c', 'TOKEN', 'EMPTY='],
    secrets: [
      { id: 'npmrc', file: 'conf/.npmrc' },
      { id: 'odd', file: 'a=b, c' },
      { id: 'token', variable: 'NPM_TOKEN' },
    ],
    ssh: ['default', 'deploy=/home/runner/key'],
    labels: ['org.test.a=1', 'org.test.b=x, y=z'],
    annotations: ['index:org.test.a=1', 'org.test.empty='],
    network: 'host',
    shmSize: '2g',
    ulimit: ['nofile=1024:2048', 'nproc=-1'],
    addHosts: ['a:10.0.0.1', 'b=::1'],
    cgroupParent: '/docker/x',
    noCache: true,
    noCacheFilters: ['deps', 'build'],
    pull: true,
    allow: ['network.host', 'security.insecure', 'device', 'device=vendor.test/x'],
    sbom: 'generator=registry.test/scan',
    provenance: 'mode=max',
  })
})

test.each(['amd64', 'linux/arm/v7', 'linux/amd64/v2', 'windows/amd64', 'linux/s390x', 'wasi/wasm'])(
  'the platform %s is one',
  (platforms) => expect(options({ platforms }).platforms).toEqual([platforms]),
)

const refused: Refused[] = [
  ['context', '', ["'context' is not set"]],
  ['context', '-', ["'context' is '-'", "'./-'"]],
  ['context', '--push', ["'context' is '--push'", "'./--push'"]],
  ['build-contexts', 'base', ["'build-contexts'", "'base'", "'name=folder'"]],
  ['build-contexts', '=x', ["'build-contexts'", "'=x'", "'name=folder'"]],
  ['build-contexts', 'base=', ["'build-contexts'", "'base='", "'name=folder'"]],
  ['build-contexts', '-x=y', ["'build-contexts'", "'-x=y'", "'name=folder'"]],
  ['target', '--push', ["'target' is '--push'", "'builder'"]],
  ['target', 'a b', ["'target' is 'a b'"]],
  ['platforms', 'linux/amd46', ["'platforms'", "'linux/amd46'", "'linux/amd64'"]],
  ['platforms', 'linux/amd64 linux/arm64', ["'platforms'", "'linux/amd64 linux/arm64'"]],
  ['build-args', 'A=1\n2B=x', ["'build-args'", "'2B=x'", "'NAME=value'"]],
  ['build-args', '=x', ["'build-args'", "'=x'"]],
  ['build-args', '--push', ["'build-args'", "'--push'"]],
  ['ssh', 'a b', ["'ssh'", "'a b'", "'default' or 'id=path'"]],
  ['ssh', 'deploy=', ["'ssh'", "'deploy='"]],
  ['labels', 'plain', ["'labels'", "'plain'", "'name=value'"]],
  ['labels', 'a b=c', ["'labels'", "'a b=c'"]],
  ['annotations', '=x', ["'annotations'", "'=x'", "'name=value'"]],
  ['network', 'bridge', ["'network' is 'bridge'", "'default', 'none' or 'host'"]],
  ['shm-size', '2 gigs', ["'shm-size' is '2 gigs'", "'2g'"]],
  ['ulimit', 'nofile', ["'ulimit'", "'nofile'", "'nofile=1024:1024'"]],
  ['add-hosts', 'name', ["'add-hosts'", "'name'", "'name:address'"]],
  ['no-cache', 'yes', ["'no-cache' is 'yes'", "'true' or 'false'"]],
  ['no-cache-filters', '*', ["'no-cache-filters'", "'*'", "'builder'"]],
  ['pull', 'always', ["'pull' is 'always'", "'true' or 'false'"]],
  ['allow', 'fs=*', ["'allow'", "'fs=*'", "'network.host'"]],
  ['allow', 'all', ["'allow'", "'all'"]],
  ['sbom', 'yes', ["'sbom' is 'yes'", "'true', 'false' or 'mode=max'"]],
  ['provenance', 'max', ["'provenance' is 'max'", "'mode=max'"]],
]

test.each(refused)('a wrong input is refused with what to do: %s: %j', (name, value, words) =>
  expectRefused({ [name]: value }, words),
)

test('a long entry is not repeated whole', () => {
  expectRefused({ labels: 'x'.repeat(5_000) }, ['4900 more characters'])
})

describe('a secret', () => {
  test.each([
    ['secret-envs', 'token', "'id=VARIABLE'"],
    ['secret-envs', 'token=', "'id=VARIABLE'"],
    ['secret-envs', '=hunter2', "'id=VARIABLE'"],
    ['secret-envs', 'token=hunter2-and-more', "'id=VARIABLE'"],
    ['secret-envs', 'other=FINE\nhunter2==', "'id=VARIABLE'"],
    ['secret-files', 'npmrc', "'id=path'"],
    ['secret-files', 'npmrc=', "'id=path'"],
    ['secret-files', '//hunter2', "'id=path'"],
  ])('is refused without a source, and never repeated: %s: %j', (name, value, form) => {
    const number = value.split('\n').length
    expectRefused({ [name]: value }, [`'${name}'`, `number ${number}`, form, 'never the secret'])
    expect(() => options({ [name]: value })).not.toThrow('hunter2')
  })

  test.each([
    [{ 'secret-files': 'a=1\na=2' }],
    [{ 'secret-envs': 'a=ONE\na=TWO' }],
    [{ 'secret-files': 'a=1', 'secret-envs': 'a=ONE' }],
  ])('is refused when it is given twice: %j', (given) =>
    expectRefused(given, ["secret 'a' is given twice", "'secret-files' and 'secret-envs'"]),
  )
})
