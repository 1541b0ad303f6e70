import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kept, keep } from './kept.ts'

export type RegistryOptions = {
  /** Absolute path of the CNCF distribution registry. */
  readonly program: string
  /** Where its own folder is made; the system's temporary folder when left out. */
  readonly folder?: string
  readonly signal?: AbortSignal
  /**
   * Lines `user:bcrypt hash` in the format of Apache's htpasswd. With them
   * every request needs basic authentication.
   */
  readonly htpasswd?: string
}

/** A registry on the loopback interface with its own port and storage. */
export type Registry = {
  /** `127.0.0.1:PORT`, the same after a pause. */
  readonly address: string
  /** Stops answering: connections are refused. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Leaves it running after this process; answers the process to end with SIGTERM. */
  stay(): number
  stop(): Promise<void>
}

/** Starts a registry. Throws with the end of its log when it does not come up. */
export const startRegistry = async (options: RegistryOptions): Promise<Registry> => {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'ci-kit-registry-'))
  const config = join(folder, 'config.yml')
  const daemon = [options.program, 'serve', config]
  const kept = keep({ daemon, log: join(folder, 'registry.log'), folder, graceMs: 3_000 })
  mkdirSync(join(folder, 'data'))
  if (options.htpasswd) writeFileSync(join(folder, 'htpasswd'), options.htpasswd, { mode: 0o600 })
  const listenOn = (address: string) =>
    writeFileSync(config, JSON.stringify(configuration(folder, address, options.htpasswd)))
  try {
    listenOn('127.0.0.1:0')
    const address = await listening(kept, options.signal)
    // A restart has to answer where the first start did.
    listenOn(address)
    return {
      address,
      pause: () => kept.stop(),
      resume: async () => void (await listening(kept, undefined)),
      stay: () => kept.stay(),
      stop: () => kept.end(),
    }
  } catch (thrown) {
    await kept.end()
    throw thrown
  }
}

/** The system picks the port, so nobody can take it in between; the log tells which it is. */
const listening = async (kept: Kept, signal: AbortSignal | undefined): Promise<string> => {
  const match = await kept.start(/listening on (127\.0\.0\.1:\d+)/, signal)
  return match[1] ?? ''
}

/** JSON is YAML, which is what the registry reads. */
const configuration = (folder: string, addr: string, htpasswd: string | undefined) => ({
  version: 0.1,
  log: { level: 'info', accesslog: { disabled: true } },
  storage: {
    filesystem: { rootdirectory: join(folder, 'data') },
    delete: { enabled: true },
    maintenance: { uploadpurging: { enabled: false } },
  },
  http: { addr, secret: 'loopback' },
  ...(htpasswd && {
    auth: { htpasswd: { realm: 'ci-kit', path: join(folder, 'htpasswd') } },
  }),
})
