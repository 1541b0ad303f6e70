import {
  buildArguments,
  cacheArguments,
  checkArguments,
} from '@ci-kit/docker-cache/build/build-command'
import type { BuildOptions } from '@ci-kit/docker-cache/build/build-options'
import { describe, expect, test } from '@jest/globals'
import { optionsWith, outputWith, planWith } from './plans.ts'

const IMAGE =
  'type=image,name=ghcr.io/org/app,push-by-digest=true,name-canonical=true,push=true,store=false,unpack=false'

const FULL: BuildOptions = {
  context: 'services/api',
  buildContexts: [{ name: 'base', value: 'docker-image://alpine:3' }],
  file: 'services/api/Dockerfile',
  target: 'final',
  platforms: ['linux/amd64', 'linux/arm64'],
  buildArgs: ['VERSION=1.0', 'WHO=a, b=c', 'TOKEN'],
  secrets: [
    { id: 'npmrc', file: 'conf/a,b' },
    { id: 'token', variable: 'NPM_TOKEN' },
  ],
  ssh: ['default', 'deploy=/key'],
  labels: ['org.test.a=x, y=z'],
  annotations: ['index:org.test.b=1'],
  network: 'host',
  shmSize: '2g',
  ulimit: ['nofile=1:2'],
  addHosts: ['a:10.0.0.1'],
  cgroupParent: '/docker/x',
  noCache: true,
  noCacheFilters: ['deps'],
  pull: true,
  allow: ['network.host'],
  sbom: 'true',
  provenance: 'mode=max',
}

const OPTIONS = [
  '--sbom=true',
  '--provenance=mode=max',
  '--build-context=base=docker-image://alpine:3',
  '--build-arg=VERSION=1.0',
  '--build-arg=WHO=a, b=c',
  '--build-arg=TOKEN',
  '--secret=id=npmrc,"src=conf/a,b"',
  '--secret=id=token,env=NPM_TOKEN',
  '--ssh=default',
  '--ssh=deploy=/key',
  '--label=org.test.a=x, y=z',
  '--annotation=index:org.test.b=1',
  '--network=host',
  '--shm-size=2g',
  '--ulimit=nofile=1:2',
  '--add-host=a:10.0.0.1',
  '--cgroup-parent=/docker/x',
  '--allow=network.host',
  '--no-cache',
  '--no-cache-filter=deps',
  '--pull',
  '--platform=linux/amd64,linux/arm64',
  '--target=final',
  '--file=services/api/Dockerfile',
  'services/api',
]

const CACHES = {
  cacheFrom: ['type=registry,ref=ghcr.io/org/app:cache-x', 'type=gha,scope=api'],
  cacheTo: ['type=registry,ref=ghcr.io/org/app:cache-x,mode=max,ignore-error=true'],
}
const CACHE_ARGUMENTS = [
  '--cache-from=type=registry,ref=ghcr.io/org/app:cache-x',
  '--cache-from=type=gha,scope=api',
  '--cache-to=type=registry,ref=ghcr.io/org/app:cache-x,mode=max,ignore-error=true',
]

describe('the arguments of buildx', () => {
  test('are all there for a full plan', () => {
    const full = planWith({ ...FULL, ...CACHES })
    expect(buildArguments(full, '/tmp/metadata.json')).toEqual([
      'build',
      '--progress=rawjson',
      '--metadata-file=/tmp/metadata.json',
      `--output=${IMAGE}`,
      ...CACHE_ARGUMENTS,
      ...OPTIONS,
    ])
  })

  test('are few for a small plan, and no attestation is made', () => {
    const small = planWith({ output: outputWith({ push: 'no' }), references: [] })
    expect(buildArguments(small, 'm.json')).toEqual([
      'build',
      '--progress=rawjson',
      '--metadata-file=m.json',
      '--output=type=image,push=false,store=false,unpack=false',
      '--sbom=false',
      '--provenance=false',
      '.',
    ])
  })

  test('write one cache and nothing else', () => {
    const plan = planWith({ ...FULL, ...CACHES, output: outputWith({ load: true, others: ['x'] }) })
    expect(cacheArguments(plan)).toEqual([
      'build',
      '--progress=rawjson',
      '--output=type=cacheonly',
      ...CACHE_ARGUMENTS,
      ...OPTIONS,
    ])
  })

  test('check a Dockerfile without an output', () => {
    expect(checkArguments(FULL)).toEqual(['build', '--call=check,format=json', ...OPTIONS])
    expect(checkArguments(optionsWith())).toEqual([
      'build',
      '--call=check,format=json',
      '--sbom=false',
      '--provenance=false',
      '.',
    ])
  })
})

describe('the outputs of a build', () => {
  const outputsOf = (
    output: Parameters<typeof outputWith>[0],
    references = ['h.test/a:1', 'h.test/a:2'],
  ) =>
    buildArguments(planWith({ output: outputWith(output), references }), 'm')
      .filter((argument) => argument.startsWith('--output='))
      .map((argument) => argument.slice('--output='.length))

  const NAMES = '"name=h.test/a:1,h.test/a:2"'
  const LOCAL_IMAGE = `type=image,push=false,store=false,unpack=false,${NAMES}`

  test('an image that is pushed has no tag, whatever its names will be', () => {
    expect(outputsOf({})).toEqual([IMAGE])
  })

  test.each([
    [{ type: 'gzip', level: undefined }, 'compression=gzip,oci-mediatypes=true'],
    [{ type: 'zstd', level: 0 }, 'compression=zstd,oci-mediatypes=true,compression-level=0'],
  ])('it is compressed by %j', (compression, words) => {
    expect(outputsOf({ compression })).toEqual([`${IMAGE},${words}`])
  })

  test("it has the author's own attributes last, each quoted where it has to be", () => {
    const attributes = ['annotation.a=1,push=false', 'force-compression=true']
    expect(outputsOf({ attributes })).toEqual([
      `${IMAGE},"annotation.a=1,push=false",force-compression=true`,
    ])
  })

  test.each([
    ['is built under its names where nothing else is wanted', {}, [LOCAL_IMAGE]],
    ['is made for other outputs alone', { others: ['type=local,dest=o'] }, ['type=local,dest=o']],
    ['is only loaded', { load: true }, [`type=docker,${NAMES}`]],
  ])('an image that is not pushed %s', (_, output, expected) => {
    expect(outputsOf({ push: 'no', ...output })).toEqual(expected)
  })

  test('an image that is loaded and written is pushed last, for its digest counts', () => {
    expect(outputsOf({ load: true, others: ['type=tar,dest=a.tar'] })).toEqual([
      `type=docker,${NAMES}`,
      'type=tar,dest=a.tar',
      IMAGE,
    ])
  })

  test.each([
    ['type=oci,dest=a.tar', `type=oci,dest=a.tar,${NAMES}`],
    ['dest=a.tar,Type=docker', `dest=a.tar,Type=docker,${NAMES}`],
    ['"type=oci","dest=a,b"', `"type=oci","dest=a,b",${NAMES}`],
    ['type=oci,dest=a,"name=x,y"', 'type=oci,dest=a,"name=x,y"'],
    ['type=oci,dest=a,name=', 'type=oci,dest=a,name='],
    ['type=oci,"dest=a,name=b"', `type=oci,"dest=a,name=b",${NAMES}`],
    ['type=local,"dest=a,type=oci"', 'type=local,"dest=a,type=oci"'],
    ['type=tar,dest=type=oci', 'type=tar,dest=type=oci'],
  ])('the output %s is %s', (entry, expected) => {
    expect(outputsOf({ push: 'no', others: [entry] })).toEqual([expected])
  })

  test('nothing has names where the image has none', () => {
    expect(outputsOf({ load: true, others: ['type=oci,dest=a'] }, [])).toEqual([
      'type=docker',
      'type=oci,dest=a',
      IMAGE,
    ])
  })
})
