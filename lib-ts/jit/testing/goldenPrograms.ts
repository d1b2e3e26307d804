/** Programs whose regions are typical, as words: what golden.test.ts compiles. X10 is the address of a page of data. */
export interface GoldenProgram {
  /** Also the name of its file. */
  readonly name: string;
  readonly title: string;
  /** Index of the word that the region begins with. */
  readonly head: number;
  readonly words: readonly number[];
  /** Indices of the words that its indirect jumps were seen to go to. */
  readonly seen?: readonly number[];
  /** Index of the word that begins a block which is to stay out of the region. */
  readonly outside?: number;
}

/** The disassembly stands in the golden files. */
export const GOLDEN_PROGRAMS: readonly GoldenProgram[] = [
  {
    name: "loadLoop",
    title: "a loop of loads: sum of 64 words",
    head: 2,
    words: [0xaa0a03e1, 0xd2800802, 0xb8404423, 0x8b030000, 0xf1000442, 0x54ffffa1],
  },
  {
    name: "gatherLoop",
    title: "a loop of loads at places that are read from memory",
    head: 2,
    words: [0xaa0a03e1, 0xd2800802, 0x38401423, 0xf8637944, 0x8b040000, 0xf1000442, 0x54ffff81],
  },
  {
    name: "storeLoop",
    title: "a loop of stores",
    head: 2,
    words: [0xaa0a03e1, 0xd2800802, 0xf9000422, 0x78010422, 0xd1000442, 0xb5ffffa2],
  },
  {
    name: "copyPairs",
    title: "memory copied in pairs",
    head: 3,
    words: [
      0xaa0a03e1, 0x91100142, 0xd2800103, 0xa9401424, 0xa9411c26, 0xa9001444, 0xa9011c46, 0x91008021, 0x91008042,
      0xf1000463, 0x54ffff21,
    ],
  },
  {
    name: "nestedLoops",
    title: "a loop in a loop",
    head: 1,
    words: [0xd2800101, 0xd2800102, 0x9b020020, 0xf1000442, 0x54ffffcc, 0xf1000421, 0x54ffff6c],
  },
  {
    name: "callAndReturn",
    title: "a call and its return",
    head: 4,
    words: [0xd2800101, 0x14000003, 0x8b000400, 0xd65f03c0, 0x97fffffe, 0xf1000421, 0x54ffffc1],
  },
  {
    name: "flagsAcrossBlocks",
    title: "flags that are recorded in one block and looked at in the next",
    head: 1,
    words: [0xd2800101, 0xf100103f, 0x14000001, 0x9a808020, 0x54000060, 0x1a9f27e3, 0xba030084, 0xd1000421, 0xb5ffff21],
  },
  {
    name: "floatSum",
    title: "a loop of double additions",
    head: 2,
    words: [0xaa0a03e1, 0xd2800202, 0xfc408421, 0x1e612800, 0x1e600842, 0xf1000442, 0x54ffff81],
  },
  {
    name: "vectorSum",
    title: "a loop of vector additions",
    head: 2,
    words: [0xaa0a03e1, 0xd2800202, 0x3cc10421, 0x4ea18400, 0x6e211c42, 0xf1000442, 0x54ffff81],
  },
  {
    name: "exclusive",
    title: "an atomic addition by exclusive accesses",
    head: 1,
    words: [0xd2800102, 0xc85f7d40, 0x91000400, 0xc8017d40, 0x35ffffa1, 0xf1000442, 0x54ffff61],
  },
  {
    name: "systemCall",
    title: "work that ends with a system call",
    head: 0,
    words: [0xd2800101, 0xf9400540, 0x91000400, 0xf9000540, 0xd4000001],
  },
  {
    name: "stringLength",
    title: "a byte string's length",
    head: 7,
    words: [
      0xaa0a03e1, 0xd2800202, 0x38001422, 0xf1000442, 0x54ffffc1, 0x3900003f, 0xaa0a03e0, 0x38401403, 0x35ffffe3,
      0xcb0a0000,
    ],
  },
  {
    name: "switch",
    title: "a switch: a jump through a register",
    head: 2,
    words: [
      0xd2800101, 0x10000085, 0x92400422, 0x8b020ca2, 0xd61f0040, 0x91000400, 0x14000007, 0x91000800, 0x14000005,
      0x91000c00, 0x14000003, 0x91001000, 0x14000001, 0xf1000421, 0x54fffe81,
    ],
    seen: [5, 7, 9, 11],
  },
  {
    name: "link",
    title: "a jump to another region",
    head: 1,
    words: [0xd2800101, 0x8b010000, 0xf1000421, 0x54000061, 0xd503201f, 0x14000003, 0x91000400, 0x17fffffa],
    outside: 6,
  },
  {
    name: "frame",
    title: "a frame that is saved and restored, and fields of an object",
    head: 2,
    words: [
      0x9100015f, 0x14000001, 0xa9bd7bfd, 0xa90153f3, 0xf90013f5, 0xf9400540, 0xb9401942, 0xf94013f5, 0xa94153f3,
      0xa8c37bfd,
    ],
  },
];
