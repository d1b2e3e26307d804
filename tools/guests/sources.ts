/** Which Debian archive to ask: the machine's own apt sources cut down to the release suite, or a mirror that the user names. */

/** Suite and signing key for a mirror named on the command line. */
export const MIRROR_SUITE = "bookworm";
export const DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** deb822 source for a mirror. */
export function mirrorSource(url: string, keyring = DEBIAN_KEYRING): string {
  return `Types: deb\nURIs: ${url}\nSuites: ${MIRROR_SUITE}\nComponents: main\nSigned-By: ${keyring}\n`;
}

/**
 * The stanzas of a deb822 file (`*.sources`) that offer the release suite, with that suite alone: the update and security
 * suites change while one looks and carry other kernel versions.
 */
export function releaseStanzas(deb822: string, suite: string): string[] {
  const stanzas = deb822.split(/\n[ \t]*\n/).map(withoutComments);
  return stanzas.filter((stanza) => offersPackages(stanza, suite)).map((stanza) => setField(stanza, "Suites", suite));
}

/** The lines of a one-line-style file (`*.list`) that offer the release suite, as deb822 stanzas. */
export function releaseLines(list: string, suite: string): string[] {
  return list.split("\n").flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim());
    if (!match || match[3] !== suite) return [];
    const signedBy = /signed-by=(\S+)/.exec(match[1] ?? "");
    const key = signedBy ? `Signed-By: ${signedBy[1]}\n` : "";
    return [`Types: deb\nURIs: ${match[2]}\nSuites: ${suite}\nComponents: ${match[4].split("#")[0].trim()}\n${key}`];
  });
}

/** VERSION_CODENAME of /etc/os-release. */
export function releaseName(osRelease: string): string | undefined {
  return /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(osRelease)?.[1];
}

function withoutComments(stanza: string): string {
  return stanza
    .split("\n")
    .filter((line) => !line.startsWith("#") && line.trim() !== "")
    .join("\n");
}

function offersPackages(stanza: string, suite: string): boolean {
  const words = (name: string) => (field(stanza, name) ?? "").split(/\s+/);
  return field(stanza, "Enabled") !== "no" && words("Types").includes("deb") && words("Suites").includes(suite);
}

/** Value of a field of a deb822 stanza, its continuation lines joined. */
export function field(stanza: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, "im").exec(stanza)?.[1].replace(/\s+/g, " ").trim();
}

function setField(stanza: string, name: string, value: string): string {
  return `${stanza.replace(new RegExp(`^${name}:.*(?:\\n[ \\t].*)*`, "im"), `${name}: ${value}`)}\n`;
}
