import { randomFillSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder that a large image is built from. */
export type LargeImage = {
  /** Changes the one line of the source file. */
  changeLine(): void
}

export const MEBIBYTE = 1024 * 1024

/**
 * Nearly all of the image is one layer of dependencies near the start; what
 * people change is the last file that is copied, as Dockerfiles should have it.
 */
const DOCKERFILE = `ARG BUSYBOX=busybox:1.37

FROM \${BUSYBOX} AS dependencies
WORKDIR /app
COPY packages.lock ./
COPY dependencies.bin ./
RUN wc -c dependencies.bin packages.lock > dependencies.txt

FROM \${BUSYBOX} AS assets
WORKDIR /assets
COPY styles.css ./
RUN gzip -9 -k styles.css
RUN ls > index.txt

FROM dependencies
COPY --from=assets /assets public
RUN mkdir data
COPY settings.ini ./
RUN sha256sum settings.ini > settings.sum
COPY source.txt ./
RUN sha256sum source.txt > program
CMD ["cat", "program"]
`

/** Steps of the Dockerfile above, without `FROM` and `CMD`, which no builder has to do anything for. */
export const LARGE_IMAGE_STEPS = 14

/** Fills a folder that does not exist yet. Needs about as much space as is asked for. */
export const largeImage = async (
  folder: string,
  mebibytes: number,
  signal: AbortSignal,
): Promise<LargeImage> => {
  mkdirSync(folder)
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('Dockerfile', DOCKERFILE)
  for (const name of ['packages.lock', 'styles.css', 'settings.ini']) write(name, `${name}\n`)
  let serial = 1
  const writeLine = () => write('source.txt', `line ${serial}\n`)
  writeLine()
  await writeRandom(join(folder, 'dependencies.bin'), mebibytes, signal)
  return {
    changeLine: () => {
      serial += 1
      writeLine()
    },
  }
}

/** Incompressible, and another one on each run, so that no cache of an older run is found. */
const writeRandom = async (file: string, mebibytes: number, signal: AbortSignal): Promise<void> => {
  const piece = new Uint8Array(MEBIBYTE)
  const handle = await open(file, 'wx')
  try {
    for (let written = 0; written < mebibytes; written += 1) {
      signal.throwIfAborted()
      await handle.writeFile(randomFillSync(piece))
    }
  } finally {
    await handle.close()
  }
}
