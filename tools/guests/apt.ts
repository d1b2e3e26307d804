/**
 * Debian packages through the machine's own `apt`, with all state in a folder of ours: nothing is installed, the host's
 * package lists and dpkg database stay as they are, and no root is needed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCommand } from "../setup/tools.ts";
import { type DebianPackage, PackageMissing, parsePackage } from "./packages.ts";
import { DEBIAN_KEYRING, mirrorSource, releaseLines, releaseName, releaseStanzas } from "./sources.ts";
import { sha256 } from "./store.ts";

const MAX_FILE = 256 << 20;

/** What a person can do something about: printed as one line. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

export class PrivateApt {
  private readonly options: string[];

  /**
   * @param folder where the state lives
   * @param architecture Debian's name of it: "arm64"
   * @param mirror base URL of a Debian mirror; without it, the machine's own sources are used
   */
  constructor(
    private readonly folder: string,
    private readonly architecture: string,
    private readonly mirror?: string,
  ) {
    for (const tool of ["apt-get", "apt-cache", "dpkg-deb", "tar"]) {
      if (!findCommand([tool])) throw new FetchError(`${tool} is not on this machine; fetching needs Debian's apt`);
    }
    const at = (path: string) => join(folder, path);
    for (const path of ["lists/partial", "cache/archives/partial", "state", "sources"]) {
      mkdirSync(at(path), { recursive: true });
    }
    const settings: Record<string, string> = {
      "APT::Architecture": architecture,
      "APT::Architectures": architecture,
      "Dir::State": at("state"),
      "Dir::State::status": at("state/status"),
      "Dir::State::Lists": at("lists"),
      "Dir::Cache": at("cache"),
      "Dir::Cache::archives": at("cache/archives"),
      "Dir::Etc::sourcelist": at("sources.list"),
      "Dir::Etc::sourceparts": at("sources"),
      "Acquire::Languages": "none",
      "APT::Sandbox::User": "root",
    };
    this.options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  }

  /** Fetches the archive's index. */
  update(): void {
    writeFileSync(join(this.folder, "state/status"), "");
    writeFileSync(join(this.folder, "sources.list"), "");
    writeFileSync(join(this.folder, "sources/debian.sources"), this.mirror ? fromMirror(this.mirror) : fromMachine());
    // Without this option apt counts an archive that it cannot reach as a warning.
    this.apt("apt-get", ["-o", "APT::Update::Error-Mode=any", "update"]);
  }

  /** @throws PackageMissing when the archive does not offer it */
  show(name: string): DebianPackage {
    const result = spawnSync("apt-cache", [...this.options, "show", "--no-all-versions", name], { encoding: "utf8" });
    return parsePackage(result.stdout ?? "", name, this.architecture);
  }

  offers(name: string): boolean {
    try {
      return this.show(name).name === name;
    } catch (error) {
      if (error instanceof PackageMissing) return false;
      throw error;
    }
  }

  /** Downloads a package (apt checks its hash) unless it is there and whole. @returns the path of the .deb */
  download(wanted: DebianPackage, into: string): string {
    mkdirSync(into, { recursive: true });
    const file = () => readdirSync(into).find((name) => isPackageFile(name, wanted));
    const old = file();
    if (old && sha256(readFileSync(join(into, old))) !== wanted.sha256) rmSync(join(into, old));
    if (!file()) this.apt("apt-get", ["download", `${wanted.name}=${wanted.version}`], into);
    const found = file();
    if (!found) throw new FetchError(`apt-get left no file for ${wanted.name} ${wanted.version} in ${into}`);
    return join(into, found);
  }

  /** On a terminal apt shows its own progress. */
  private apt(command: string, args: readonly string[], cwd = this.folder): void {
    const watched = process.stdout.isTTY;
    const result = spawnSync(command, [...this.options, watched ? "-q=0" : "-qq", ...args], {
      cwd,
      encoding: "utf8",
      env: aptEnvironment(),
      stdio: ["ignore", watched ? "inherit" : "ignore", "pipe"],
    });
    if (result.status === 0) return;
    const lines = (result.stderr ?? "").split("\n").filter((line) => /^E: |^Err/.test(line));
    const why = lines[0]?.replace(/^E: /, "") ?? `status ${result.status}`;
    throw new FetchError(`apt-get ${args.at(-1)} failed: ${why}`);
  }
}

/** apt names files `name_version_arch.deb`, with the version's colon as %3a. */
function isPackageFile(file: string, wanted: DebianPackage): boolean {
  return file.startsWith(`${wanted.name}_${wanted.version.replace(":", "%3a")}_`) && file.endsWith(".deb");
}

/** One file of a package. */
export function extractFile(deb: string, path: string): Uint8Array {
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar -xOf - "./$2"';
  const result = spawnSync("sh", ["-c", script, "sh", deb, path], { maxBuffer: MAX_FILE });
  if (result.status !== 0 || result.stdout.length === 0) throw new FetchError(`${deb} has no file ${path}`);
  return result.stdout;
}

function aptEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
}

function fromMirror(url: string): string {
  if (!/^(https?|file):\/\/\S+$/.test(url)) throw new FetchError(`${url} is not the URL of a Debian mirror`);
  if (!existsSync(DEBIAN_KEYRING)) {
    throw new FetchError(`${DEBIAN_KEYRING} is missing: apt-get install debian-archive-keyring`);
  }
  return mirrorSource(url);
}

/** The machine's own sources, release suite only. */
function fromMachine(): string {
  const suite = existsSync("/etc/os-release") ? releaseName(readFileSync("/etc/os-release", "utf8")) : undefined;
  const folder = "/etc/apt/sources.list.d";
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const stanzas = ["/etc/apt/sources.list", ...parts].filter(existsSync).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    if (!suite) return [];
    return path.endsWith(".sources")
      ? releaseStanzas(text, suite)
      : path.endsWith(".list")
        ? releaseLines(text, suite)
        : [];
  });
  if (stanzas.length === 0)
    throw new FetchError("apt has no Debian release suite set up here; name one with --mirror URL");
  return stanzas.join("\n");
}

/** Forgets apt's indexes, which are large and quickly old. */
export function dropAptState(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
