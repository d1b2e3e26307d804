/** A step of a build did not succeed: one line that says which. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}
