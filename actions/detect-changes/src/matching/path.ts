/** A path from the root of the repository; what several patterns ask of it is worked out once. */
export type Path = {
  readonly text: string
  lastName(): string
  names(): readonly string[]
}

/** One path after the other in the same place: thousands of them leave no garbage. */
export type PathReader = { read(text: string): Path }

export const pathReader = (): PathReader => {
  let lastName: string | undefined
  let names: readonly string[] | undefined
  const path = {
    text: '',
    lastName: () => {
      lastName ??= path.text.slice(path.text.lastIndexOf('/') + 1)
      return lastName
    },
    names: () => {
      names ??= path.text.split('/')
      return names
    },
  }
  return {
    read: (text) => {
      path.text = text
      lastName = undefined
      names = undefined
      return path
    },
  }
}
