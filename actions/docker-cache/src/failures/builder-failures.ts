import { explained, type KnownFailure } from './known-failure.ts'

const NO_ENGINE =
  "The builder does not answer: no BuildKit engine is running where buildx looks for one. Start Docker, or create a builder before this step ('docker buildx create --use')."

/** What buildx 0.13 to 0.31 and its engines say when the builder is at fault. */
const KNOWN: readonly KnownFailure[] = [
  {
    sign: /no space left on device/i,
    say: () =>
      "The builder's disk is full. Free some space before this step ('docker buildx prune'), or use a larger disk.",
  },
  {
    sign: /cannot allocate memory/i,
    say: () => "The builder's memory is full. Use a larger runner, or build less at a time.",
  },
  {
    sign: /(cache export|multi-platform build|multiple platforms)(?: feature)? is (?:currently )?not supported for (?:the )?docker driver/i,
    say: ([, feature]) =>
      `The builder has no ${feature?.toLowerCase()}. Create one that has before this step: 'docker buildx create --use'.`,
  },
  {
    sign: /no builder "?([^"\s]+)"? found/,
    say: ([, name]) =>
      `There is no builder named ${name}. Create it before this step ('docker buildx create --name ${name}') or unset BUILDX_BUILDER.`,
  },
  {
    sign: /permission denied while trying to connect to the docker/i,
    say: () =>
      "The runner's user may not use Docker. Add it to the group 'docker', or use another builder.",
  },
  {
    sign: /Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect|listing workers|failed to list workers|^context deadline exceeded/i,
    say: () => NO_ENGINE,
  },
  {
    sign: /code = Unavailable|error reading from server|closing transport|^(?:Canceled: )?context canceled/i,
    say: () =>
      'The builder ended the build: it was stopped, restarted, or ran out of memory. Run the job again; if that does not help, look into the log of the builder.',
  },
  {
    // A docker client without the plugin takes our options for its own.
    sign: /unknown command: docker buildx|'buildx' is not a docker command|^unknown flag: --progress/,
    say: () => 'The docker client has no buildx. Install the buildx plugin on the runner.',
  },
  {
    sign: /(unknown flag: \S+|\S* ?progress\S* rawjson|rawjson \S* ?progress)/,
    say: ([reason]) =>
      `buildx is too old for this action (${reason}). Install buildx 0.13 or later.`,
  },
  {
    sign: /(?:failed to fetch remote|error fetching default branch for repository) (\S+?):? /,
    say: ([, address]) =>
      `The builder could not fetch the git repository ${address}. Check input 'context', and that the builder may read it.`,
  },
]

/** What a failure of the builder means, undefined when it is none. */
export const builderFailure = (text: string): string | undefined =>
  explained(KNOWN, text, undefined)
