import { type BuildPlan, buildArguments } from '@ci-kit/docker-cache/build/build-command'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const plan = (change: Partial<BuildPlan> = {}): BuildPlan => ({
  context: '.',
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: [],
  references: [],
  push: false,
  cacheFrom: [],
  cacheTo: undefined,
  ...change,
})

/** Reads one line of CSV as Go's encoding/csv does, which is how buildx reads attributes. */
const csvFields = (line: string): string[] => {
  const fields: string[] = []
  for (let at = 0; at <= line.length; ) {
    const quoted = /^"((?:[^"]|"")*)"(?:,|$)/.exec(line.slice(at))
    const [whole, content = ''] = quoted ?? /^([^,"\n]*)(?:,|$)/.exec(line.slice(at)) ?? []
    if (whole === undefined) throw new Error(`not CSV: ${line}`)
    fields.push(quoted ? content.replaceAll('""', '"') : content)
    at += whole.length
    if (!whole.endsWith(',')) break
  }
  return fields
}

const attributesOf = (argument = '') => argument.slice(argument.indexOf('=') + 1)

describe('the arguments of buildx', () => {
  test('are all there for a full plan', () => {
    const full = plan({
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: ['VERSION=1.0', 'WHO=a, b=c', 'TOKEN'],
      references: ['ghcr.io/org/api:1', 'ghcr.io/org/api:2'],
      push: true,
      cacheFrom: ['ghcr.io/org/api:cache-x', 'ghcr.io/org/api:cache-main'],
      cacheTo: { ref: 'ghcr.io/org/api:cache-x', mode: 'max' },
    })
    expect(buildArguments(full, '/tmp/metadata.json')).toEqual([
      'build',
      '--progress=rawjson',
      '--provenance=false',
      '--sbom=false',
      '--metadata-file=/tmp/metadata.json',
      '--output=type=image,push=true,store=false,unpack=false',
      '--tag=ghcr.io/org/api:1',
      '--tag=ghcr.io/org/api:2',
      '--cache-from=type=registry,ref=ghcr.io/org/api:cache-x',
      '--cache-from=type=registry,ref=ghcr.io/org/api:cache-main',
      '--cache-to=type=registry,ref=ghcr.io/org/api:cache-x,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true',
      '--build-arg=VERSION=1.0',
      '--build-arg=WHO=a, b=c',
      '--build-arg=TOKEN',
      '--platform=linux/amd64,linux/arm64',
      '--target=final',
      '--file=services/api/Dockerfile',
      'services/api',
    ])
  })

  test('are few for a small plan', () => {
    expect(buildArguments(plan(), 'm.json')).toEqual([
      'build',
      '--progress=rawjson',
      '--provenance=false',
      '--sbom=false',
      '--metadata-file=m.json',
      '--output=type=image,push=false,store=false,unpack=false',
      '.',
    ])
  })
})

describe('no value can add', () => {
  test('an option, not even with a leading dash', () => {
    const hostile = fc.oneof(fc.string(), fc.constantFrom('--push', '-f', '--output=/etc', '--'))
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (file, target, arg, tag) => {
        fc.pre(file !== '' && target !== '')
        const change = { file, target, buildArgs: [arg], references: [tag] }
        const added = buildArguments(plan(change), 'm').slice(6, -1)
        expect(added).toEqual([
          `--tag=${tag}`,
          `--build-arg=${arg}`,
          `--target=${target}`,
          `--file=${file}`,
        ])
      }),
    )
  })

  test('an attribute of a cache', () => {
    const reference = fc.string({ unit: fc.constantFrom(...'ab,="\n\r:/') })
    fc.assert(
      fc.property(reference, reference, (from, to) => {
        const change = { cacheFrom: [from], cacheTo: { ref: to, mode: 'min' as const } }
        const [imported, exported] = buildArguments(plan(change), 'm')
          .slice(6, -1)
          .map(attributesOf)
        expect(csvFields(imported ?? '')).toEqual(['type=registry', `ref=${from}`])
        expect(csvFields(exported ?? '')).toEqual([
          'type=registry',
          `ref=${to}`,
          'mode=min',
          'image-manifest=true',
          'oci-mediatypes=true',
          'ignore-error=true',
        ])
      }),
    )
  })
})
