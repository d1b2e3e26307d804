/** What the permission bits of descriptors allow: every combination, at each level, with and without SCTLR_EL1.WXN. */
import type { SystemCase } from "../program.ts";

const ACCESSES: readonly [string, SystemCase["level"], string][] = [
  ["EL0 read", "EL0", "ldr x0, [x9, #8]"],
  ["EL0 write", "EL0", "str x0, [x9, #8]"],
  ["EL0 fetch", "EL0", "blr x9"],
  ["EL1 read", "EL1h", "ldr x0, [x9, #8]"],
  ["EL1 write", "EL1h", "str x0, [x9, #8]"],
  ["EL1 fetch", "EL1h", "blr x9"],
  ["EL1 ldtr", "EL1h", "ldtr x0, [x9, #8]"],
  ["EL1 sttr", "EL1h", "sttr x0, [x9, #8]"],
];
const AP = [0, 1, 2, 3];
const EXECUTE_NEVER = ["0", "1 << 53", "1 << 54", "3 << 53"];
const WXN = [0, 1];

function permission(
  name: string,
  table: string,
  page: string,
  wxn: number,
  access: (typeof ACCESSES)[number],
): SystemCase {
  const [what, level, code] = access;
  return {
    name: `${name} WXN ${wxn} ${what}`,
    level,
    setup: `put T1, (T2 | 3 | ${table})\nput T2, (T3 | 3)\nput T3, (PAGE | 0x703 | ${page})
      ${wxn ? "set sctlr_el1, (CONTROL | 1 << 19)" : ""}`,
    body: `ldr x9, =UPPER\nmov x0, #0\n${code}`,
  };
}

export const PERMISSIONS: readonly SystemCase[] = [
  ...AP.flatMap((ap) =>
    EXECUTE_NEVER.flatMap((xn) =>
      WXN.flatMap((wxn) =>
        ACCESSES.map((access) => permission(`AP ${ap} XN ${xn}`, "0", `${ap} << 6 | ${xn}`, wxn, access)),
      ),
    ),
  ),
  ...["1 << 59", "1 << 60", "1 << 61", "1 << 62", "3 << 61"].flatMap((table) =>
    ACCESSES.map((access) => permission(`table ${table} AP 1`, table, "1 << 6", 0, access)),
  ),
  ...["1 << 59", "1 << 61"].flatMap((table) =>
    ACCESSES.map((access) => permission(`table ${table} AP 3`, table, "3 << 6", 0, access)),
  ),
];
