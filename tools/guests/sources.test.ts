import { describe, expect, it } from "vitest";
import { field, mirrorSource, releaseLines, releaseName, releaseStanzas } from "./sources.ts";

const STOCK = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;

describe("release suite of deb822 sources", () => {
  it("keeps the release suite alone", () => {
    const stanzas = releaseStanzas(STOCK, "bookworm");
    expect(stanzas).toHaveLength(1);
    expect(field(stanzas[0], "Suites")).toBe("bookworm");
    expect(field(stanzas[0], "Signed-By")).toBe("/usr/share/keyrings/debian-archive-keyring.gpg");
  });

  it("keeps continuation lines, such as an inline key", () => {
    const [stanza] = releaseStanzas(
      "Types: deb\nURIs: http://a/\nSuites: bookworm\nSigned-By:\n BEGIN\n .\n",
      "bookworm",
    );
    expect(stanza).toContain("Signed-By:\n BEGIN\n .\n");
  });

  it("leaves out sources that are disabled or for source packages", () => {
    expect(releaseStanzas("Types: deb-src\nSuites: bookworm\n", "bookworm")).toEqual([]);
    expect(releaseStanzas("Enabled: no\nTypes: deb\nSuites: bookworm\n", "bookworm")).toEqual([]);
  });
});

describe("release suite of one-line sources", () => {
  it("becomes a deb822 stanza with its key", () => {
    const list =
      "# x\ndeb [arch=amd64 signed-by=/k.gpg] http://a/debian bookworm main contrib # y\ndeb http://a/s bookworm-security main\n";
    expect(releaseLines(list, "bookworm")).toEqual([
      "Types: deb\nURIs: http://a/debian\nSuites: bookworm\nComponents: main contrib\nSigned-By: /k.gpg\n",
    ]);
  });
});

it("reads the release's code name", () => {
  expect(releaseName('NAME="x"\nVERSION_CODENAME=bookworm\n')).toBe("bookworm");
  expect(releaseName("NAME=x\n")).toBeUndefined();
});

it("signs a named mirror with Debian's key", () => {
  expect(field(mirrorSource("http://m.example/debian"), "Signed-By")).toContain("debian-archive-keyring");
});
