import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'
import type { TransparencyLogEntry } from '@sigstore/bundle'
import { oddAnswer, type Service } from './service.ts'

/** An answer of Rekor's first API, `{ <uuid>: entry }`, as bundles hold it. */
export const entryFrom = (service: Service, answer: Json | undefined): TransparencyLogEntry => {
  const values: readonly unknown[] = Object.values(answer ?? {})
  const [only] = values
  const entry = values.length === 1 && isObject(only) ? only : undefined
  const read = reader(service)
  const body = read.base64(entry, 'body')
  const content = parseObject(body)
  const verification = objectAt(entry, 'verification')
  return {
    logIndex: read.count(entry, 'logIndex'),
    logId: { keyId: read.hex(entry, 'logID') },
    integratedTime: read.count(entry, 'integratedTime'),
    kindVersion: {
      kind: read.text(content, 'kind'),
      version: read.text(content, 'apiVersion'),
    },
    inclusionPromise: {
      signedEntryTimestamp: read.base64(verification, 'signedEntryTimestamp'),
    },
    inclusionProof: proofFrom(read, objectAt(verification, 'inclusionProof')),
    canonicalizedBody: body,
  }
}

const proofFrom = (read: Reader, proof: Json | undefined) => ({
  logIndex: read.count(proof, 'logIndex'),
  treeSize: read.count(proof, 'treeSize'),
  rootHash: read.hex(proof, 'rootHash'),
  hashes: read.hashes(proof, 'hashes'),
  checkpoint: { envelope: read.text(proof, 'checkpoint') },
})

type Reader = ReturnType<typeof reader>

/** Members that have to be there in their form. */
const reader = (service: Service) => {
  const missing = (name: string) => oddAnswer(service, `its entry has no "${name}"`)
  const text = (from: Json | undefined, name: string): string => {
    const value = stringAt(from, name)
    if (value === undefined) throw missing(name)
    return value
  }
  const bytes = (value: string, name: string, form: RegExp, encoding: 'hex' | 'base64') => {
    if (!form.test(value)) throw missing(name)
    return Buffer.from(value, encoding)
  }
  return {
    text,
    count: (from: Json | undefined, name: string): string => {
      const value = countAt(from, name)
      if (value === undefined) throw missing(name)
      return String(value)
    },
    hex: (from: Json | undefined, name: string) => bytes(text(from, name), name, HEX, 'hex'),
    base64: (from: Json | undefined, name: string) =>
      bytes(text(from, name), name, BASE64, 'base64'),
    hashes: (from: Json | undefined, name: string): Buffer[] => {
      const list = from?.[name]
      if (!Array.isArray(list) || list.length > MOST_HASHES) throw missing(name)
      return list.map((each: unknown) => bytes(String(each), name, HEX, 'hex'))
    },
  }
}

const HEX = /^(?:[0-9a-f]{2})+$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** One for each level of a tree, of which a log index has room for 64. */
const MOST_HASHES = 64
