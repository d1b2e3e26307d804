/** Where our machine's lines may differ from those of QEMU 7.2, and why: see conformance/system/excuses.ts. */
import type { SystemExcuse } from "../system/excuses.ts";

export const EXCUSES: readonly SystemExcuse[] = [
  {
    cases: /: (svc|usr) executes$/,
    ours: / ifsr=[79bdf] /,
    reason: "QEMU puts the domain into IFSR",
    clause: "G8.2.77: bits 7..4 of IFSR are RES0 with short descriptors",
  },
  {
    cases: /^ats1c \d: privileged read-only$/,
    ours: / r=4070007c /,
    reason: "QEMU leaves the attributes out and sets NS",
    clause: "G8.2.121: Inner[2:0] and Outer[1:0] of a successful translation; NS is UNKNOWN from Non-secure state",
  },
  {
    cases: /^ats1c \d long: privileged$/,
    ours: / r=40700800 r=40700800 r=ff000000 /,
    reason: "QEMU sets NS",
    clause: "G8.2.121: NS is UNKNOWN from Non-secure state",
  },
  {
    cases: /^identification 15 0 0 0 6$/,
    ours: / r=0 /,
    reason: "REVIDR is IMPLEMENTATION DEFINED",
    clause: "G8.2.127",
  },
  {
    cases: /^identification 15 0 0 1 0$/,
    ours: / r=131 /,
    reason: "our CPU has no ThumbEE, and QEMU 7.2 no more than its registers",
    clause: "G8.2.90, ID_PFR0.State3",
  },
  {
    cases: /^identification 15 0 9 12 0$/,
    ours: / r=41030000 /,
    reason: "our CPU has no event counters",
    clause: "G8.4.6: PMCR.N",
  },
  {
    cases: /^15 0 13 0 0 keeps/,
    ours: / r=0 /,
    reason: "our CPU has no Fast Context Switch Extension; QEMU keeps what is written and does nothing with it",
    clause: "G8.2.46: FCSEIDR is RAZ/WI without it",
  },
];
