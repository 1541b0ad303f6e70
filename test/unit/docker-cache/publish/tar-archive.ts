export type TarFile = {
  readonly path: string
  readonly content?: Uint8Array | string
  /** `0` file, `5` directory, `2` symbolic link, `x` pax, `L` GNU long name. */
  readonly type?: string
  readonly prefix?: string
  /** Written instead of the length of the content. */
  readonly size?: string | Buffer
  readonly magic?: string
}

const BLOCK = 512

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)])

/** One member: its header with a check sum, and its content. */
export const tarFile = ({
  path,
  content = '',
  type = '0',
  prefix = '',
  size,
  magic = 'ustar\x0000',
}: TarFile): Buffer => {
  const body = Buffer.from(content)
  const header = Buffer.alloc(BLOCK)
  header.write(path, 0, 100)
  const written = size ?? `${body.length.toString(8).padStart(11, '0')}\0`
  Buffer.from(written).copy(header, 124)
  header.write('        ', 148)
  header.write(type, 156)
  header.write(magic, 257)
  header.write(prefix, 345, 155)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, padded(body)])
}

export const TAR_END = Buffer.alloc(2 * BLOCK)

export const tarOf = (...files: readonly TarFile[]): Buffer =>
  Buffer.concat([...files.map(tarFile), TAR_END])

/** A pax record with its own length in front. */
export const paxRecord = (keyword: string, value: string): string => {
  const rest = Buffer.byteLength(` ${keyword}=${value}\n`)
  const digits = [1, 2, 3, 4].find((count) => String(rest + count).length === count) ?? 0
  return `${rest + digits} ${keyword}=${value}\n`
}
