/** From what `apt-cache show` prints to the packages that we want. */
import { field } from "./sources.ts";

/** A package as the archive's index describes it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly size: number;
  readonly sha256: string;
  readonly depends: string;
}

export class PackageMissing extends Error {
  override readonly name = "PackageMissing";
}

/** The stanza of `name` in the output of `apt-cache show`. @throws PackageMissing when it is not there or incomplete */
export function parsePackage(shown: string, name: string, architecture: string): DebianPackage {
  const stanza = shown.split(/\n\n+/).find((text) => field(text, "Package") === name);
  const required = (key: string) => {
    const value = stanza && field(stanza, key);
    if (!value) throw new PackageMissing(`the Debian archive does not offer ${name} for ${architecture}`);
    return value;
  };
  return {
    name,
    version: required("Version"),
    size: Number(required("Size")),
    sha256: required("SHA256"),
    depends: (stanza && field(stanza, "Depends")) ?? "",
  };
}

/**
 * The kernel package behind the meta package: its ABI number moves with every point release, so it is read, never written.
 * @throws PackageMissing when the meta package depends on no kernel
 */
export function kernelPackageName(meta: DebianPackage): string {
  const names = meta.depends.split(/[,|]/).map((alternative) => alternative.trim().split(/[\s(]/)[0]);
  const kernel = names.find((name) => /^linux-image-\d/.test(name));
  if (!kernel) throw new PackageMissing(`${meta.name} ${meta.version} depends on no kernel package`);
  return kernel;
}
