/** What exit codes mean by convention: the shell's, Docker's, and 128 + n for signal n. */
const MEANINGS: ReadonlyMap<number, string> = new Map([
  [
    0,
    'it ended without an error, and the container is essential, so its task ended. Keep the program in the foreground, or set essential to false.',
  ],
  [1, 'the program ended with an error of its own. Its last log lines tell why.'],
  [
    2,
    'the program was called in a wrong way, or a shell met a syntax error. Check command and entryPoint, and its last log lines.',
  ],
  [
    125,
    'the container runtime itself failed. Its reason tells why; check the options of the container.',
  ],
  [
    126,
    'the command may not be executed. Set its executable bit in the image (COPY --chmod=755), and check its first line.',
  ],
  [
    127,
    'the command was not found. Check entryPoint and command of the container, and that the program is in this image.',
  ],
  [
    134,
    'the program aborted (SIGABRT), by an assertion or when the heap of its runtime was full. Its last log lines tell.',
  ],
  [
    137,
    'killed, most often out of memory. Raise memory of the container or the task; where it was told to stop, it did not end within stopTimeout after SIGTERM.',
  ],
  [
    139,
    'the program crashed by a wrong memory access (SIGSEGV). Check native libraries and that the image fits the processor.',
  ],
  [
    143,
    'ended by SIGTERM, as it was told. Something else ended the task: look at the other causes.',
  ],
  [
    255,
    'the program ended with an unspecific error, as when the image was built for another processor. Its last log lines tell why.',
  ],
])

/** Ends that are most often done to a container and not by it: SIGKILL and SIGTERM. */
export const isKill = (exitCode: number | undefined): boolean =>
  exitCode === 137 || exitCode === 143

/** What the exit code means and what to do; '' where the program alone knows. */
export const exitCodeHint = (exitCode: number): string => MEANINGS.get(exitCode) ?? ''
