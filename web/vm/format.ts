/** Numbers as the page writes them. */

const UNITS = ["bytes", "kB", "MB", "GB"];

/** `5_400_000` → `5.4 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `1234` → `1.2k`; small numbers as they are. */
export function formatRate(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)}M`;
  if (rate >= 1e3) return `${(rate / 1e3).toFixed(1)}k`;
  return String(Math.round(rate));
}

/** Groups of four digits: `0xffff_8000_0801_2340`. */
export function formatAddress(address: bigint): string {
  const digits = address.toString(16);
  return `0x${digits.replace(/\B(?=(.{4})+$)/g, "_")}`;
}
