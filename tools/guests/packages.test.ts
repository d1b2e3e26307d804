import { describe, expect, it } from "vitest";
import { kernelPackageName, PackageMissing, parsePackage } from "./packages.ts";

const SHOWN = `Package: linux-image-arm64
Version: 6.1.176-1
Depends: linux-image-6.1.0-50-arm64 (= 6.1.176-1)
Size: 1480
SHA256: ${"ab".repeat(32)}
Description: meta package
 with more lines

Package: other
Version: 1
`;

describe("package stanzas", () => {
  it("give version, size and hash", () => {
    const found = parsePackage(SHOWN, "linux-image-arm64", "arm64");
    expect(found).toMatchObject({ version: "6.1.176-1", size: 1480, sha256: "ab".repeat(32) });
  });

  it("that are absent or incomplete are named", () => {
    expect(() => parsePackage("", "busybox-static", "arm64")).toThrow(/does not offer busybox-static/);
    expect(() => parsePackage(SHOWN, "other", "arm64")).toThrow(PackageMissing);
  });
});

describe("the kernel behind the meta package", () => {
  const meta = parsePackage(SHOWN, "linux-image-arm64", "arm64");

  it("is the versioned one", () => {
    expect(kernelPackageName(meta)).toBe("linux-image-6.1.0-50-arm64");
  });

  it("is found among alternatives and other packages", () => {
    const depends = "initramfs-tools | dracut, linux-image-6.12.1-arm64-unsigned | linux-image-6.12.1-arm64";
    expect(kernelPackageName({ ...meta, depends })).toBe("linux-image-6.12.1-arm64-unsigned");
  });

  it("must exist", () => {
    expect(() => kernelPackageName({ ...meta, depends: "linux-base" })).toThrow(/depends on no kernel/);
  });
});
