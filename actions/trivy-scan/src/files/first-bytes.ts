import { open } from 'node:fs/promises'

/** The start of a file, at most `count` bytes, and how many it has in all. */
export const firstBytes = async (
  path: string,
  count: number,
): Promise<{ readonly bytes: Buffer; readonly size: number }> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
    return { bytes: buffer.subarray(0, bytesRead), size }
  } finally {
    await file.close()
  }
}
