import { buildArguments } from '@ci-kit/docker-cache/build/build-command'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readCsv } from '../cache/csv-reader.ts'
import { outputWith, planWith } from './plans.ts'

const DASHES = fc.constantFrom('--push', '-f', '--output=/etc', '--', '--allow=security.insecure')
const hostile = fc.oneof(fc.string(), DASHES)
const many = fc.array(hostile, { maxLength: 2 })
/** What could end a field or begin another; a line end inside of quotes is no end of a record. */
const csv = fc.string({ unit: fc.constantFrom(...'ab,="\n:/ ') })

test('no value can add an option, not even with a leading dash', () => {
  fc.assert(
    fc.property(hostile, many, many, many, many, many, (one, args, labels, ssh, hosts, allow) => {
      const argv = buildArguments(
        planWith({
          file: one,
          target: one,
          network: one,
          shmSize: one,
          cgroupParent: one,
          sbom: one,
          provenance: one,
          platforms: [one],
          buildArgs: args,
          labels,
          annotations: labels,
          ssh,
          addHosts: hosts,
          ulimit: hosts,
          allow,
          noCacheFilters: allow,
          cacheFrom: args,
          cacheTo: ssh,
        }),
        one,
      )
      const own = (name: string, values: readonly string[]) =>
        values.map((value) => `--${name}=${value}`)
      expect(argv.toSorted()).toEqual(
        [
          'build',
          '--progress=rawjson',
          ...own('metadata-file', [one]),
          ...argv.filter((argument) => argument.startsWith('--output=type=image,')),
          ...own('cache-from', args),
          ...own('cache-to', ssh),
          ...own('sbom', [one]),
          ...own('provenance', [one]),
          ...own('build-arg', args),
          ...own('ssh', ssh),
          ...own('label', labels),
          ...own('annotation', labels),
          ...own('network', [one]),
          ...own('shm-size', [one]),
          ...own('ulimit', hosts),
          ...own('add-host', hosts),
          ...own('cgroup-parent', [one]),
          ...own('allow', allow),
          ...own('no-cache-filter', allow),
          ...own('platform', [one]),
          ...own('target', [one]),
          ...own('file', [one]),
          '.',
        ].toSorted(),
      )
    }),
  )
})

const argumentOf = (argv: readonly string[], option: string): string =>
  argv.find((argument) => argument.startsWith(`--${option}=`))?.slice(option.length + 3) ?? ''

/** The independent reader ends at a line end; buildx, as Go does, reads it as part of a quoted field. */
const fieldsOf = (line: string): string[] =>
  readCsv(line.replaceAll('\n', '\u0001')).map((field) => field.replaceAll('\u0001', '\n'))

test('no source of a secret can add an attribute', () => {
  fc.assert(
    fc.property(csv, csv, (id, source) => {
      const file = buildArguments(planWith({ secrets: [{ id, file: source }] }), 'm')
      expect(fieldsOf(argumentOf(file, 'secret'))).toEqual([`id=${id}`, `src=${source}`])
      const variable = buildArguments(planWith({ secrets: [{ id, variable: source }] }), 'm')
      expect(fieldsOf(argumentOf(variable, 'secret'))).toEqual([`id=${id}`, `env=${source}`])
    }),
  )
})

test('no repository, name or attribute of an output can add another', () => {
  fc.assert(
    fc.property(csv, csv, csv, (repository, reference, attribute) => {
      const pushed = planWith({ repository, output: outputWith({ attributes: [attribute] }) })
      expect(fieldsOf(argumentOf(buildArguments(pushed, 'm'), 'output'))).toEqual([
        'type=image',
        `name=${repository}`,
        'push-by-digest=true',
        'name-canonical=true',
        'push=true',
        'store=false',
        'unpack=false',
        attribute,
      ])
      const output = outputWith({ push: 'no', load: true })
      const loaded = planWith({ references: [reference], output })
      expect(fieldsOf(argumentOf(buildArguments(loaded, 'm'), 'output'))).toEqual([
        'type=docker',
        `name=${reference}`,
      ])
    }),
  )
})
