import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { canonicalJson } from '@ci-kit/local-sigstore/canonical-json'
import { PATIENT } from './patient.ts'

export type TufServer = {
  readonly url: string
  /** The first root.json, which a client has to know from elsewhere. */
  readonly root: string
  /** Paths that were asked for. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

export type TufOptions = {
  /** Every request waits for ever. */
  readonly silent?: boolean
  /** The targets are signed by a key that the root does not name. */
  readonly forged?: boolean
}

/** A TUF repository with one target, signed with fresh keys, on a port of its own. Close it after the test. */
export const tufServer = async (
  target: { readonly name: string; readonly content: string },
  options: TufOptions = {},
): Promise<TufServer> => {
  const files = repositoryFiles(target, options.forged === true)
  const requests: string[] = []
  const server = createServer(PATIENT, ({ url = '' }, answer) => {
    requests.push(url)
    if (options.silent === true) return
    const content = files.get(url)
    answer.writeHead(content === undefined ? 404 : 200)
    answer.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    root: files.get('/1.root.json') ?? '',
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Key = { readonly id: string; readonly privateKey: KeyObject; readonly public: object }

/** The paths of a repository with consistent snapshots (TUF specification 1.0, section 6). */
const repositoryFiles = (
  { name, content }: { readonly name: string; readonly content: string },
  forged: boolean,
): ReadonlyMap<string, string> => {
  const key = newKey()
  const role = { keyids: [key.id], threshold: 1 }
  const roles = { root: role, timestamp: role, snapshot: role, targets: role }
  const by = forged ? { ...newKey(), id: key.id } : key
  const length = Buffer.byteLength(content)
  const hash = createHash('sha256').update(content).digest('hex')
  const root = { keys: { [key.id]: key.public }, roles, consistent_snapshot: true }
  const targets = { targets: { [name]: { length, hashes: { sha256: hash } } } }
  return new Map([
    ['/1.root.json', signed('root', root, key)],
    ['/timestamp.json', signed('timestamp', { meta: { 'snapshot.json': { version: 1 } } }, key)],
    ['/1.snapshot.json', signed('snapshot', { meta: { 'targets.json': { version: 1 } } }, key)],
    ['/1.targets.json', signed('targets', targets, by)],
    [`/targets/${hash}.${name}`, content],
  ])
}

const signed = (type: string, members: object, { id, privateKey }: Key): string => {
  const expires = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')
  const body = { _type: type, spec_version: '1.0.31', version: 1, expires, ...members }
  const sig = sign(null, Buffer.from(canonicalJson(body)), privateKey).toString('hex')
  return JSON.stringify({ signed: body, signatures: [{ keyid: id, sig }] })
}

const newKey = (): Key => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
  const material = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } }
  const id = createHash('sha256').update(canonicalJson(material)).digest('hex')
  return { id, privateKey, public: material }
}
