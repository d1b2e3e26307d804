/** A batch of tests in the layout of the batch file. */
import { A64_CODE, type CodeFormat } from "./codeFormat.ts";
import {
  CODE_ADDRESS,
  CODE_OFFSET,
  CODE_SIZE,
  INPUT_OFFSET,
  MAX_TESTS,
  RECORD_MEMORY,
  RECORD_PC,
  RECORD_SIZE,
  TEMPLATE_OFFSET,
  WINDOW_SIZE,
} from "./layout.ts";

export class Batch {
  /** Everything before the results, as it lies in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  /** The code area. */
  readonly code: Uint8Array;
  readonly template: Uint8Array;
  /** Words of each test, for reports. */
  readonly words: number[][] = [];
  /** Tests that keep the data window. */
  memoryTests = 0;
  readonly capacity: number;

  /** @param longest instructions of the longest test */
  constructor(
    readonly longest: number,
    limit = MAX_TESTS,
    readonly format: CodeFormat = A64_CODE,
  ) {
    this.capacity = Math.min(limit, MAX_TESTS, Math.floor(CODE_SIZE / this.stride));
    this.bytes = new Uint8Array(INPUT_OFFSET + this.capacity * RECORD_SIZE);
    this.view = new DataView(this.bytes.buffer);
    this.code = this.bytes.subarray(CODE_OFFSET, CODE_OFFSET + CODE_SIZE);
    this.template = this.bytes.subarray(TEMPLATE_OFFSET, TEMPLATE_OFFSET + WINDOW_SIZE);
    this.fillCode(format.filler);
  }

  private fillCode(word: number): void {
    new Uint32Array(this.bytes.buffer, CODE_OFFSET, CODE_SIZE / 4).fill(word);
  }

  get count(): number {
    return this.words.length;
  }
  get full(): boolean {
    return this.count >= this.capacity;
  }
  /** Bytes of code a test: its instructions, of at most four bytes each, between breakpoints. */
  private get stride(): number {
    return 16 + 16 * Math.ceil((this.longest + 1) / 4);
  }
  /** PC for the first instruction of test `index`: its guest address, with the format's mark. */
  pcOf(index: number): number {
    return CODE_ADDRESS + index * this.stride + 8 + this.format.mark;
  }
  /** State record of test `index`, which the caller fills. */
  input(index: number): Uint8Array {
    return this.bytes.subarray(INPUT_OFFSET + index * RECORD_SIZE, INPUT_OFFSET + (index + 1) * RECORD_SIZE);
  }
  inputOffset(index: number): number {
    return INPUT_OFFSET + index * RECORD_SIZE;
  }

  /** Appends a test; its state record is zero but for PC. @returns its index */
  add(words: readonly number[], memory: boolean): number {
    if (words.length > this.longest) throw new Error(`a test of ${words.length} instructions, ${this.longest} allowed`);
    const index = this.count;
    this.code.set(this.format.assemble(words), index * this.stride + 8);
    this.words.push([...words]);
    this.memoryTests += memory ? 1 : 0;
    this.view.setBigUint64(this.inputOffset(index) + RECORD_PC, BigInt(this.pcOf(index)), true);
    this.view.setUint32(this.inputOffset(index) + RECORD_MEMORY, memory ? 1 : 0, true);
    this.view.setUint32(0, this.count, true);
    return index;
  }

  /** The same batch with breakpoints in the place of other tests' code than that of test `index`. */
  alone(index: number): Batch {
    const batch = new Batch(this.longest, this.capacity, this.format);
    batch.bytes.set(this.bytes);
    batch.fillCode(this.format.stop);
    batch.code.set(this.format.assemble(this.words[index]), index * this.stride + 8);
    batch.words.push(...this.words);
    batch.memoryTests = this.memoryTests;
    return batch;
  }

  /** The code word at the PC of a state record, 0 outside the code. */
  wordAt(record: Uint8Array): number {
    const pc = new DataView(record.buffer, record.byteOffset).getBigUint64(RECORD_PC, true);
    return this.format.wordAt(this.code, Number(pc) - this.format.mark - CODE_ADDRESS);
  }

  /** Whether the PC of a state record is in the code of another test than `index`, or right behind it. */
  isInOtherTest(record: Uint8Array, index: number): boolean {
    const pc = Number(new DataView(record.buffer, record.byteOffset).getBigUint64(RECORD_PC, true)) & ~1;
    const test = Math.floor((pc - CODE_ADDRESS) / this.stride);
    const words = test === index ? undefined : this.words[test];
    if (!words) return false;
    const offset = pc - (this.pcOf(test) & ~1);
    return offset >= 0 && offset <= this.format.assemble(words).length;
  }

  /** Whether test `index` keeps the data window. */
  keepsMemory(index: number): boolean {
    return this.view.getUint32(this.inputOffset(index) + RECORD_MEMORY, true) !== 0;
  }
}

/** What a back end makes of a batch. */
export interface BatchResult {
  /** A record for each test. */
  readonly records: Uint8Array;
  /** A window image for each test that keeps it, in order. */
  readonly windows: Uint8Array;
}

/** A machine that runs tests. */
export interface Oracle {
  readonly name: string;
  run(batch: Batch): Promise<BatchResult>;
}
