import { shortened } from '../shortened.ts'
import { explained, type KnownFailure } from './known-failure.ts'

const QUOTE_LIMIT = 250

/** What buildx 0.13 to 0.31 and BuildKit say about a value that an input passes on to them. */
const KNOWN: readonly KnownFailure[] = [
  {
    sign: /^failed to copy to tar: .*closed pipe/,
    say: () =>
      "The Docker engine of the runner did not take the image. Start Docker and look at its free space, or unset input 'load' and leave 'type=docker' out of input 'outputs'.",
  },
  {
    sign: /^docker exporter does not currently support exporting manifest lists/,
    say: () =>
      "Docker takes the image of one platform only, and input 'platforms' names several. Name one, unset input 'load', or turn on Docker's containerd image store.",
  },
  {
    sign: /^failed to convert agent config (?:\{.*?\}: )?(.+)/,
    say: ([, reason]) =>
      `The SSH agent or key of input 'ssh' cannot be used (${quoted(reason)}). Start an agent before this step, which sets SSH_AUTH_SOCK, or name a key, such as 'default=/home/runner/key'. A context that starts with 'git@' needs one too.`,
  },
  {
    sign: /^unknown cache exporter: "?([^"]*)"?$/,
    say: ([, type]) =>
      `Input 'cache-to' has an entry of type '${quoted(type)}', which the builder does not know. Use registry, gha, s3, azblob, local or inline.`,
  },
  {
    sign: /^local cache exporter requires dest/,
    say: () =>
      "Input 'cache-to' has an entry of type 'local' without a folder. Write 'type=local,dest=folder'.",
  },
  {
    sign: /^local cache importer requires src/,
    say: () =>
      "Input 'cache-from' has an entry of type 'local' without a folder. Write 'type=local,src=folder'.",
  },
  {
    sign: /^exporter "?([^"]*?)"? could not be found/,
    say: ([, type]) =>
      `Input 'outputs' has a line of type '${quoted(type)}', which the builder does not know. Use local, tar, oci, docker, image or registry.`,
  },
  {
    sign: /^dest is required for (\w+) exporter/,
    say: ([, type]) =>
      `Input 'outputs' has a line of type '${type}' that names no place. Write 'type=${type},dest=out'.`,
  },
  {
    sign: /^failed to get build context ([^:]+): (.+)/,
    say: ([, name, reason]) =>
      `The context '${quoted(name)}' of input 'build-contexts' cannot be used (${quoted(reason)}). Check its path; it starts at the workspace.`,
  },
  {
    sign: /^invalid host (.+)/,
    say: ([, entry]) =>
      `Input 'add-hosts' has the entry '${quoted(entry)}'. Use the form 'name:address', such as 'db:10.0.0.7'.`,
  },
  {
    sign: /^invalid argument "(.*)" for "--ulimit" flag: (.+)/,
    say: ([, entry, reason]) =>
      `Input 'ulimit' has the entry '${quoted(entry)}': ${quoted(reason)}. Use the form 'nofile=1024:2048'.`,
  },
  {
    sign: /^parse annotations: (.+)/,
    say: ([, reason]) =>
      `Input 'annotations' cannot be read: ${quoted(reason)}. Use the form 'name=value', with 'manifest:', 'index:', 'manifest-descriptor:' or 'index-descriptor:' in front where wanted.`,
  },
]

const quoted = (text = ''): string => shortened(text, QUOTE_LIMIT)

/** What a failure means that the author mends in an input; undefined when it is another. */
export const inputFailure = (text: string): string | undefined => explained(KNOWN, text, undefined)
