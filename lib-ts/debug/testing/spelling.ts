/**
 * Where the text of objdump (binutils 2.40, `-M reg-names-std`) for A32 and T32 is not ours, and why. Each excuse says what it
 * forgives and no more: every other difference is an error.
 */

export type InstructionSet = "a32" | "t32";

/** The same instruction in other words: what objdump prints becomes what the manual has (UAL, DDI 0487 F1). */
interface Spelling {
  readonly reason: string;
  readonly only?: InstructionSet;
  readonly from: RegExp;
  readonly to: string | ((...groups: string[]) => string);
}

/** A condition, or none. */
const C = "(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?";
const REGISTERS = [...Array.from({ length: 13 }, (_, n) => `r${n}`), "sp", "lr", "pc", "r0"];
const nextOf = (register: string) => REGISTERS[REGISTERS.indexOf(register) + 1];

/** A single-precision number from its encoding in hexadecimal. */
function single(encoding: string): number {
  return new Float32Array(Uint32Array.of(Number(encoding)).buffer)[0];
}

const SPELLINGS: readonly Spelling[] = [
  {
    reason: "VMOV (immediate) shows the number, which objdump has in its comment as an encoding",
    from: /^(vmov\w*\.f(?:32|64) \w+, )#\S+ @ (0x[0-9a-f]{8}).*$/,
    to: (_, before, encoding) => `${before}#${single(encoding)}`,
  },
  { reason: "moves of a register to itself are moves", from: /^nop(\w*) @ \(mov(?:\.w)? (.*)\)$/, to: "mov$1 $2" },
  { reason: "comments: notes, and numbers in other bases", from: / ?@.*$/, to: "" },
  { reason: "numbers have no leading zeros", from: /\b0x0+(?=[0-9a-f])/g, to: "0x" },
  {
    reason: "R13 to R15 have names in every operand",
    from: /\br1([345])\b/g,
    to: (_, digit) => REGISTERS[10 + Number(digit)],
  },
  { reason: "shifts are in small letters", from: /\bROR\b/, to: "ror" },
  {
    reason: "PUSH of one register is named so, too",
    only: "a32",
    from: new RegExp(`^(?:stmfd|stmdb)${C} sp!, `),
    to: (_, condition = "") => `push${condition} `,
  },
  {
    reason: "POP of one register is named so, too",
    only: "a32",
    from: new RegExp(`^ldm(?:fd|ia)?${C} sp!, (?!.*\\^)`),
    to: "pop$1 ",
  },
  {
    reason: "PUSH and POP have one name in all encodings",
    only: "t32",
    from: new RegExp(`^stmdb${C} sp!, `),
    to: "push$1.w ",
  },
  {
    reason: "PUSH and POP have one name in all encodings",
    only: "t32",
    from: new RegExp(`^ldmia${C}\\.w sp!, `),
    to: "pop$1.w ",
  },
  {
    reason: "PUSH and POP have one name in all encodings",
    only: "t32",
    from: new RegExp(`^str${C}\\.w (\\w+), \\[sp, #-4\\]!$`),
    to: (_, condition = "", register) => `push${condition}.w {${register}}`,
  },
  {
    reason: "PUSH and POP have one name in all encodings",
    only: "t32",
    from: new RegExp(`^ldr${C}\\.w (\\w+), \\[sp\\], #4$`),
    to: (_, condition = "", register) => `pop${condition}.w {${register}}`,
  },
  { reason: "IA is spelt out in A32 as it is in T32", only: "a32", from: /^(ldm|stm)(?!ia|ib|da|db)/, to: "$1ia" },
  {
    reason: "pairs of registers are written as such",
    only: "a32",
    from: new RegExp(`^((?:ldrd|strd|ldrexd)${C} |strexd${C} \\w+, )(\\w+), (?=\\[)`),
    to: (_, before, _condition, _other, first) => `${before}${first}, ${nextOf(first)}, `,
  },
  {
    reason: "shifts have their own mnemonics, as in A32",
    only: "t32",
    from: new RegExp(`^mov(s?)${C}\\.w (\\w+, \\w+), (lsl|lsr|asr|ror) (#\\d+)$`),
    to: (_, s, condition = "", operands, shift, amount) => `${shift}${s}${condition}.w ${operands}, ${amount}`,
  },
  {
    reason: "shifts have their own mnemonics, as in A32",
    only: "t32",
    from: new RegExp(`^mov(s?)${C}\\.w (\\w+, \\w+), rrx$`),
    to: (_, s, condition = "", operands) => `rrx${s}${condition} ${operands}`,
  },
  { reason: "an offset of 0 is left out", from: /, #-?0\]$/, to: "]" },
  { reason: "NOP has no operand", from: /^(nop\w*) \{0\}$/, to: "$1" },
  { reason: "NSH was UN in old manuals", from: /^(d[ms]b\w* )un(st)?$/, to: "$1nsh$2" },
  {
    reason: "SSBB and PSSBB are DSB #0 and #4",
    from: new RegExp(`^(p?)ssbb${C}$`),
    to: (_, p, c = "") => `dsb${c} #${p ? 4 : 0}`,
  },
  { reason: "there is a blank behind a comma", from: /^(cps\S+ \w*),#/, to: "$1, #" },
  {
    reason: "immediates of exception-generating instructions are decimal, with #",
    from: /^((?:svc|hvc|smc|bkpt)\w*) (0x[0-9a-f]+|\d+)$/,
    to: (_, name, number) => `${name} #${Number(number)}`,
  },
  {
    reason: "coprocessors are p15, their registers c7, and opc2 has no braces",
    from: /^(m(?:cr|rc|crr|rrc)\w* )(1[45])(, .*)$/,
    to: (_, name, coprocessor, rest) =>
      `${name}p${coprocessor}${rest.replace(/\bcr(\d+)/g, "c$1").replace(/\{(\d)\}/, "$1")}`,
  },
  { reason: "VSHL (immediate) has data type I", from: new RegExp(`^(vshl${C}\\.)s(\\d+ .*#.*)$`), to: "$1i$3" },
];

/** What objdump names, though it is no instruction of this machine: ours is `.inst`. */
const UNALLOCATED: readonly { readonly reason: string; readonly theirs: RegExp }[] = [
  {
    reason: "objdump says itself that it is none",
    theirs: /illegal|undefined|UNDEF|invalid|impl def|overflow|bad align|\?/i,
  },
  { reason: "BFC and BFI with msb below lsb: UNPREDICTABLE", theirs: /^bf[ci].*#42949\d+$/ },
  { reason: "register lists end with the last register", theirs: /^v.*\b([sd]3[2-9]|[sd][4-9]\d|[sd]\d\d\d)\b/ },
  { reason: "FLDMX and FSTMX are deprecated", theirs: /^f(ld|st)m/ },
  {
    reason: "VREV, VUZP and VZIP of lanes as wide as what they move in: UNDEFINED",
    theirs: /^(vrev32\w*\.32|vrev16\w*\.(16|32)|v(uzp|zip)\w*\.32 d)/,
  },
  {
    reason: "alignment that the access does not have: UNDEFINED",
    theirs: /^v(ld|st)([13]\S* \S+ \[\w+ :(128|256)|[12]\S* \S+ \[\w+ :256)\]/,
  },
  { reason: "FEAT_SHA1, FEAT_SHA256 and FEAT_AES are not there", theirs: /^(sha|aes)/ },
  { reason: "FEAT_FP16 is not there", theirs: /\bb?f(8|16)\b|^vr(sqrt|ecp)e\w*\.u16/ },
  {
    reason: "MCR2, MRC2 and their like for coprocessors 10 and 11: UNDEFINED",
    theirs: /^(mcrr?2|mrr?c2|ldc2|stc2|cdp2)/,
  },
  { reason: "T32's stores relative to PC: UNDEFINED", theirs: /^str.*\[pc\b/ },
  { reason: "modified immediates that repeat a zero byte: UNPREDICTABLE", theirs: /#0$/ },
  {
    reason: "CPS with the reserved imod, or of no mask: UNPREDICTABLE",
    theirs: /^cps(i[ed](\.w)?)?( ?,? ?#\d+)?$/,
  },
  { reason: "VLD4 of words to all lanes is aligned: UNDEFINED", theirs: /^vld4\w*\.32 .*\[\]/ },
];

/** UNPREDICTABLE instructions, and slips of objdump, for which both have a name. */
const DIFFERENT: readonly { readonly reason: string; readonly ours: RegExp; readonly theirs: RegExp }[] = [
  { reason: "write-back to PC: UNPREDICTABLE", ours: /\[pc, .*\]!$|\[pc\],/, theirs: /\[pc/ },
  {
    reason: "LDRT and its like relative to PC are LDR (literal)",
    ours: /^ldr\w*\.w \w+, \[pc, /,
    theirs: /^ldr\w*t\w* .*\[pc/,
  },
  {
    reason: "loads of bytes and halfwords to PC: UNPREDICTABLE",
    ours: /^ldr(b|h|sb|sh)\S* pc,/,
    theirs: /^(pldw?|pli)/,
  },
  { reason: "CRC32 with a condition: UNPREDICTABLE", ours: /^crc32/, theirs: /^(tst|cmp|msr|$)/ },
  {
    reason: "objdump takes another field for Rd of T32's CRC32H, and leaves the condition out",
    ours: /^crc32/,
    theirs: /^crc32/,
  },
  {
    reason: "FLDMX and FSTMX are deprecated: VLDM and VSTM of a word more",
    ours: /^v(ldm|stm|push|pop)/,
    theirs: /^f(ld|st)m/,
  },
  { reason: "asr #0 of SSAT and USAT is asr #32", ours: /^[su]sat.* asr #32$/, theirs: /^[su]sat.* asr #0$/ },
  { reason: "hints of later architectures", ours: /^nop\S* \{\d+\}$/, theirs: /^(csdb|bti|esb|aut|pac)/ },
  { reason: "instructions of the M profile", ours: /\bpc\b|^dsb/, theirs: /^(aut|bxaut|pac|clrm|dfb)/ },
  { reason: "reserved hints: PLDW or nothing to objdump", ours: /^nop$/, theirs: /^(pldw .*)?$/ },
  { reason: "PLDW relative to PC is PLD: UNPREDICTABLE", ours: /^pldw\w* \[pc/, theirs: /^pldw\w* \[pc/ },
  { reason: "write-back without an offset", ours: /, #-?0(\]!)?$/, theirs: /(, #0|\]!?)$/ },
  { reason: "CPS of a mode or masks that are not changed: UNPREDICTABLE", ours: /^cps/, theirs: /^cps #|^undefined/ },
  { reason: "BKPT with a condition: UNPREDICTABLE", ours: /^bkpt/, theirs: /^(msr|$)/ },
  { reason: "HVC with a condition: UNPREDICTABLE", ours: /^hvc #/, theirs: /^hvc\w\w #/ },
  { reason: "objdump leaves the condition of SEVL out", ours: /^sevl/, theirs: /^sevl$/ },
];

/** objdump's text in our spelling. */
export function respelt(theirs: string, set: InstructionSet): string {
  return SPELLINGS.filter(({ only }) => only === undefined || only === set).reduce(
    (text, { from, to }) => (typeof to === "string" ? text.replace(from, to) : text.replace(from, to)),
    theirs,
  );
}

/** Whether the two say the same, or may differ for one of the reasons above. A comment of ours must be in theirs. */
export function saysTheSame(ours: string, theirs: string, set: InstructionSet): boolean {
  const [written, comment] = ours.split(" @ ");
  const text = written.replace(/, #-?0\]$/, "]");
  const expected = respelt(theirs, set);
  if (text === expected) return comment === undefined || !theirs.includes("[pc,") || theirs.includes(comment);
  if (text.startsWith(".inst"))
    return UNALLOCATED.some(
      (excuse) => excuse.theirs.test(theirs.replace(/ @ .*0x.*$/, "")) || excuse.theirs.test(theirs),
    );
  return DIFFERENT.some((excuse) => excuse.ours.test(text) && excuse.theirs.test(expected));
}
