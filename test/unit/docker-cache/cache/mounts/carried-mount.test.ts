import {
  type CarriedMount,
  carriedMounts,
  type DockerfileMount,
} from '@ci-kit/docker-cache/cache/mounts/carried-mount'
import { mountArguments, savedTag } from '@ci-kit/docker-cache/cache/mounts/mount-arguments'
import {
  restoreDockerfile,
  restoredOf,
  saveDockerfile,
} from '@ci-kit/docker-cache/cache/mounts/mount-dockerfiles'
import { cacheMounts } from '@ci-kit/docker-cache/dockerfile/cache-mounts'
import type { Source } from '@ci-kit/docker-cache/dockerfile/dockerfile'
import { parseDockerfile } from '@ci-kit/docker-cache/dockerfile/parse-dockerfile'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../../fakes/code-point.ts'

const written = (change: Partial<DockerfileMount> = {}): DockerfileMount => ({
  id: '/root/.npm',
  sharing: 'shared',
  mode: undefined,
  uid: undefined,
  gid: undefined,
  from: undefined,
  stage: 0,
  line: 4,
  known: true,
  ...change,
})

const stageOf = (base: Source, platform?: string) => ({ base, platform })
const node = stageOf({ kind: 'image', reference: 'node:24' })
const onStage = (index: number) => stageOf({ kind: 'stage', index })

describe('a cache mount is carried', () => {
  test('with the image that its stage starts from', () => {
    const { carried, leftOut } = carriedMounts([written()], [node])
    expect(leftOut).toEqual([])
    expect(carried).toEqual([
      {
        id: '/root/.npm',
        sharing: 'shared',
        mode: undefined,
        uid: undefined,
        gid: undefined,
        lines: [4],
        image: 'node:24',
        onBuildPlatform: false,
      },
    ])
  })

  test('with the image at the root of stages that build on each other', () => {
    const stages = [
      stageOf({ kind: 'image', reference: 'node:24' }, '$BUILDPLATFORM'),
      onStage(0),
      onStage(1),
    ]
    const { carried } = carriedMounts([written({ stage: 2 })], stages)
    expect(carried).toMatchObject([{ image: 'node:24', onBuildPlatform: true }])
  })

  test('with the image of a named context', () => {
    const stages = [stageOf({ kind: 'context', name: 'base' })]
    const contexts = new Map([['base', 'docker-image://ghcr.io/org/base:1']])
    expect(carriedMounts([written()], stages, contexts).carried).toMatchObject([
      { image: 'ghcr.io/org/base:1' },
    ])
  })

  test('once, with all its lines, as BuildKit tells mounts apart', () => {
    const mounts = [written(), written({ line: 9 }), written({ line: 12, uid: 7 })]
    const { carried } = carriedMounts(mounts, [node])
    expect(carried.map(({ lines }) => lines)).toEqual([[4, 9], [12]])
  })

  test.each<[string, Partial<DockerfileMount>, Source?]>([
    ['a variable', { known: false }],
    ['a variable', { id: undefined }],
    ['starts with the content', { from: { kind: 'stage', index: 0 } }],
    ['no image that is known', {}, { kind: 'scratch' }],
    ['no image that is known', {}, { kind: 'unknown', text: '$X' }],
    ['no image that is known', {}, { kind: 'context', name: 'folder' }],
    ['no image that is known', { stage: 5 }],
    ['no image that is known', {}, { kind: 'stage', index: 0 }],
    ['is not an image reference', {}, { kind: 'image', reference: 'a b' }],
    ['mode', { mode: '9,target=/' }],
  ])('not when %s: %j %j', (reason, change, base = node.base) => {
    const contexts = new Map([['folder', './folder']])
    const { carried, leftOut } = carriedMounts([written(change)], [stageOf(base)], contexts)
    expect(carried).toEqual([])
    expect(leftOut.join().toLowerCase()).toContain(reason)
    expect(leftOut.join()).toContain('in line 4 is not carried on')
  })

  test('up to a number that does not hold up the build', () => {
    const mounts = Array.from({ length: 20 }, (_, index) => written({ id: `m${index}` }))
    const { carried, leftOut } = carriedMounts(mounts, [node])
    expect([carried.length, leftOut.length]).toEqual([16, 4])
  })
})

const mount = (change: Partial<CarriedMount> = {}): CarriedMount => ({
  id: 'npm',
  sharing: 'shared',
  mode: undefined,
  uid: undefined,
  gid: undefined,
  lines: [4],
  image: 'node:24',
  onBuildPlatform: false,
  ...change,
})

const place = {
  repository: 'ghcr.io/org/app',
  scopes: { read: ['main'], write: 'main' },
  platforms: [],
  run: 'r1',
}

test('what is saved is told apart by everything that makes it another', () => {
  const tags = [
    savedTag('main', mount(), place),
    savedTag('x', mount(), place),
    savedTag('main', mount({ id: 'pip' }), place),
    savedTag('main', mount({ uid: 1 }), place),
    savedTag('main', mount({ gid: 1 }), place),
    savedTag('main', mount({ mode: '1' }), place),
    savedTag('main', mount(), { ...place, platforms: ['linux/arm64'] }),
    savedTag('main', mount(), { ...place, namespace: 'team' }),
  ]
  expect(new Set(tags).size).toBe(tags.length)
  for (const tag of tags) expect(tag).toMatch(/^mount-cache-(main|x)-[a-z0-9-]+-[0-9a-f]{8}$/)
  const several = { ...place, platforms: ['linux/arm64', 'linux/amd64'] }
  expect(savedTag('main', mount(), several)).toBe(tags[0])
})

test('nothing that a repository chooses gets into a generated Dockerfile', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), fc.string(), (id, image) => {
      const plain = mount({ id: 'npm', image: 'node:24' })
      const evil = mount({ id, image })
      expect(restoreDockerfile([evil, evil])).toBe(restoreDockerfile([plain, plain]))
      expect(saveDockerfile(evil)).toBe(saveDockerfile(plain))
      expect(mountArguments([evil], place)).toEqual([
        `--build-context=base0=docker-image://${image}`,
        `--build-arg=CI_KIT_MOUNT_ID_0=${id}`,
        '--build-arg=CI_KIT_RUN=r1',
      ])
    }),
  )
})

test('each instruction is one line, and the script is one argument of a JSON form', () => {
  const dockerfile = restoreDockerfile([mount({ sharing: 'locked', uid: 0, mode: '0700' })])
  const lines = dockerfile.trimEnd().split('\n')
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'FROM',
    'USER',
    'ARG',
    'ARG',
    'RUN',
    'FROM',
    'COPY',
  ])
  const run = lines[4] ?? ''
  expect(run).toContain('target=/ci-kit-mount,sharing=locked,mode=0700,uid=0 ')
  const command: unknown = JSON.parse(run.slice(run.indexOf('[')))
  expect(command).toEqual(['/bin/sh', '-c', expect.stringContaining('cp -a'), 'sh', '0'])
})

test('platform and name space of the build are those of the small builds', () => {
  const wanted = { ...place, platforms: ['linux/arm64'], namespace: 'team' }
  expect(mountArguments([mount()], wanted)).toEqual(
    expect.arrayContaining(['--platform=linux/arm64', '--build-arg=BUILDKIT_CACHE_MOUNT_NS=team']),
  )
})

test('what was filled is read from lines of the steps alone', () => {
  const text = [
    '#5 0.061 ci-kit-mount-restored 1',
    '#6 12.3 ci-kit-mount-restored 0',
    '#6 12.4 ci-kit-mount-restored 0',
    'echo "ci-kit-mount-restored 7"',
    '#7 0.1 x ci-kit-mount-restored 8',
  ].join('\n')
  expect(restoredOf(text)).toEqual([1, 0])
})

test('mounts of a parsed Dockerfile are taken as they are', () => {
  const dockerfile = parseDockerfile(
    [
      'FROM node:24 AS base',
      'FROM base AS deps',
      'RUN --mount=type=cache,target=/root/.npm/ npm ci',
      'RUN --mount=type=cache,target=/x,id=pip,uid=7,sharing=locked,mode=0755 true',
      'FROM scratch AS none',
      'RUN --mount=type=cache,target=/y true',
      'FROM deps',
      'COPY --from=none / /none',
    ].join('\n'),
    { buildArgs: new Map(), buildContexts: new Map() },
  )
  const { carried, leftOut } = carriedMounts(cacheMounts(dockerfile), dockerfile.stages)
  expect(carried).toMatchObject([
    { id: '/root/.npm', lines: [3], image: 'node:24', sharing: 'shared' },
    { id: 'pip', lines: [4], image: 'node:24', sharing: 'locked', uid: 7, mode: '0755' },
  ])
  expect(leftOut).toHaveLength(1)
})
