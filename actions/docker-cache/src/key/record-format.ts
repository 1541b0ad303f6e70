import { gunzipSync, gzipSync } from 'node:zlib'
import { systemCode } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { areCacheTags, type Epoch, isEpochTime } from './epoch.ts'
import { type InputsRecord, MOST_FILES, RECORD_VERSION } from './inputs-record.ts'

/** Of a record in the registry; what is larger is neither written nor read. */
export const MOST_BYTES = 2 * 1024 * 1024
const MOST_UNPACKED = 16 * 1024 * 1024
const MOST_NAMES = 10_000
const LONGEST_NAME = 4_096
const LONGEST_STEP_SECONDS = 1_000_000

const HASH = /^[0-9a-f]{16}$/
const FILE = /^(?:[0-7]{1,4}|link):[0-9a-f]{16}$/

/** JSON in gzip. Without its files where the whole would be too large; undefined where even that is. */
export const packed = (record: InputsRecord): Uint8Array | undefined => {
  for (const candidate of [record, { ...record, files: undefined }]) {
    const text = JSON.stringify(candidate, (_, value) =>
      value instanceof Map ? [...value] : value,
    )
    const bytes = text.length <= MOST_UNPACKED / 4 ? gzipSync(text, { level: 6 }) : undefined
    if (bytes !== undefined && bytes.length <= MOST_BYTES) return bytes
  }
  return undefined
}

/** A record from outside; undefined where it is none, is too large, or is of another version. */
export const unpacked = (bytes: Uint8Array): InputsRecord | undefined => {
  const found = parseObject(inflated(bytes) ?? '')
  if (found?.version !== RECORD_VERSION) return undefined
  const dockerfile = hashIn(found, 'dockerfile')
  const options = hashIn(found, 'options')
  const args = mapIn(found, 'args', isHash)
  const contexts = mapIn(found, 'contexts', isHash)
  const bases = mapIn(found, 'bases', isDigestText)
  const steps = mapIn(found, 'steps', isSeconds)
  const files = Object.hasOwn(found, 'files') ? mapIn(found, 'files', isFile, MOST_FILES) : 'none'
  const epoch = Object.hasOwn(found, 'epoch') ? epochIn(found.epoch) : 'none'
  const known = Object.hasOwn(found, 'known') ? found.known : undefined
  if (typeof known !== 'boolean' || !epoch) return undefined
  if (!dockerfile || !options || !args || !contexts || !bases || !steps || !files) return undefined
  return {
    version: RECORD_VERSION,
    known,
    epoch: epoch === 'none' ? undefined : epoch,
    dockerfile,
    args,
    contexts,
    files: files === 'none' ? undefined : files,
    bases,
    options,
    steps,
  }
}

const inflated = (bytes: Uint8Array): Uint8Array | undefined => {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch (thrown) {
    // Not gzip, cut off, or a bomb: no record, which is what the caller says.
    if (systemCode(thrown) !== undefined) return undefined
    throw thrown
  }
}

const epochIn = (value: unknown): Epoch | undefined => {
  if (!isObject(value)) return undefined
  const anew: unknown = Object.hasOwn(value, 'anew') ? value.anew : undefined
  const caches: unknown = Object.hasOwn(value, 'caches') ? value.caches : undefined
  return isEpochTime(anew) && areCacheTags(caches) ? { anew, caches } : undefined
}

const hashIn = (from: Json, name: string): string | undefined => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined
  return isHash(value) ? value : undefined
}

/** A list of pairs as a map, when each pair is good and no name comes twice. */
const mapIn = <T>(
  from: Json,
  name: string,
  isGood: (value: unknown) => value is T,
  most = MOST_NAMES,
): ReadonlyMap<string, T> | undefined => {
  const pairs: unknown = Object.hasOwn(from, name) ? from[name] : undefined
  if (!Array.isArray(pairs) || pairs.length > most) return undefined
  const map = new Map<string, T>()
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined
    const [key, value]: readonly unknown[] = pair
    if (!isName(key) || !isGood(value)) return undefined
    map.set(key, value)
  }
  return map.size === pairs.length ? map : undefined
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME

const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value)

const isFile = (value: unknown): value is string => typeof value === 'string' && FILE.test(value)

const isDigestText = (value: unknown): value is Digest =>
  typeof value === 'string' && isDigest(value)

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= LONGEST_STEP_SECONDS
