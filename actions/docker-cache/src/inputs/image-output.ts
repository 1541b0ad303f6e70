import { UserError } from '@ci-kit/core/errors'
import { count, flag, type InputReader, lines, oneOf, optionalText } from '@ci-kit/core/inputs'
import { parseAttributes } from '../build/attributes.ts'
import type { ImageOutput } from '../build/build-options.ts'
import { csvFields, csvLine } from '../csv.ts'
import { wrongEntry } from './entries.ts'

/** Highest levels of the two formats (BuildKit, util/compression). */
const HIGHEST_LEVEL = { gzip: 9, zstd: 22 }
const PUSHES = ['true', 'false', 'by-digest'] as const

/** What the inputs say about the result, as far as no event has its say. */
export const imageOutput = (from: InputReader): ImageOutput => {
  const entries = lines(from, 'outputs').map((line) => outputEntry(line))
  const images = entries.filter(({ isImage }) => isImage)
  if (images.length > 1)
    throw new UserError(
      "Input 'outputs' has several lines with 'type=image' or 'type=registry'. Write their attributes on one line.",
    )
  const [image] = images
  return {
    push: pushOf(pushInput(from), image),
    load: flag(from, 'load'),
    compression: compression(from),
    names: image?.names ?? [],
    attributes: image?.attributes ?? [],
    others: entries.filter(({ isImage }) => !isImage).map(({ line }) => line),
  }
}

const pushInput = (from: InputReader): ImageOutput['push'] => {
  const value = optionalText(from, 'push')
  if (value === '') return 'tags'
  if (/^(True|TRUE|False|FALSE)$/.test(value)) return value.startsWith('T') ? 'tags' : 'no'
  const push = oneOf(from, 'push', PUSHES)
  return push === 'true' ? 'tags' : push === 'false' ? 'no' : push
}

/** A line of `outputs` has the last word on a push, and either may ask for one without a tag. */
const pushOf = (
  input: ImageOutput['push'],
  image: OutputEntry | undefined,
): ImageOutput['push'] => {
  if (image?.pushes === false || (input === 'no' && !image?.pushes)) return 'no'
  return input === 'by-digest' || image?.isByDigest ? 'by-digest' : 'tags'
}

const compression = (from: InputReader): ImageOutput['compression'] => {
  if (optionalText(from, 'compression') === '') {
    if (optionalText(from, 'compression-level') === '') return undefined
    throw new UserError(
      "Input 'compression-level' is set without 'compression'. Set 'compression' to 'gzip' or 'zstd'.",
    )
  }
  const type = oneOf(from, 'compression', ['gzip', 'zstd'])
  const level =
    optionalText(from, 'compression-level') === ''
      ? undefined
      : count(from, 'compression-level', 0, HIGHEST_LEVEL[type])
  return { type, level }
}

type OutputEntry = {
  readonly line: string
  readonly isImage: boolean
  /** Undefined where the line does not say. */
  readonly pushes: boolean | undefined
  readonly isByDigest: boolean
  readonly names: readonly string[]
  readonly attributes: readonly string[]
}

/** Attributes that follow from other inputs, or are what this action always does. */
const OURS = ['type', 'name', 'push', 'push-by-digest', 'name-canonical', 'store', 'unpack']

/** A line such as `type=oci,dest=image.tar`; a bare folder stands for `type=local`, as for buildx. */
const outputEntry = (line: string): OutputEntry => {
  const fields = csvFields(line)
  if (fields === undefined) throw wrongEntry('outputs', line, 'Close the quote: \'"a,b"\'.')
  const [folder] = fields
  if (fields.length === 1 && folder !== '-' && folder?.includes('=') === false)
    return otherOutput(csvLine(['type=local', `dest=${folder}`]))
  const attributes = parseAttributes(line)
  const type = attributes.get('type')
  if (!type || !fields.every((field) => field.includes('=')))
    throw wrongEntry('outputs', line, "Use the form 'type=local,dest=out'.")
  if (isLost(type, attributes.get('dest')))
    throw wrongEntry('outputs', line, "Name a file for it, such as 'type=oci,dest=image.tar'.")
  if (type !== 'image' && type !== 'registry') return otherOutput(line)
  return {
    line,
    isImage: true,
    pushes: pushesIn(type, attributes.get('push')),
    names: attributes.get('name')?.split(',') ?? [],
    isByDigest: isTrue(attributes.get('push-by-digest')),
    attributes: fields.filter((field) => !OURS.includes(nameOf(field))),
  }
}

const otherOutput = (line: string): OutputEntry => ({
  line,
  isImage: false,
  pushes: undefined,
  isByDigest: false,
  names: [],
  attributes: [],
})

/** Written to the standard output of buildx, where nobody would find it. */
const isLost = (type: string, dest: string | undefined): boolean =>
  dest === '-' || (!dest && ['oci', 'tar'].includes(type))

const pushesIn = (type: string, push: string | undefined): boolean | undefined => {
  if (push !== undefined) return isTrue(push)
  return type === 'registry' ? true : undefined
}

const nameOf = (field: string): string => field.split('=', 1)[0]?.trim().toLowerCase() ?? ''
/** An attribute without a value is true for BuildKit; the words are those of Go's ParseBool. */
const isTrue = (value: string | undefined): boolean =>
  ['', '1', 't', 'T', 'true', 'True', 'TRUE'].includes(value ?? 'false')
