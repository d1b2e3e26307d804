/** A batch of tests in the layout of the batch file. */
import * as layout from "./layout.ts";
import { writeUserDescriptors } from "./segments.ts";

/** INT3: fills the code area, so that a test ends wherever its instructions lead. */
export const FILLER = 0xcc;

export class Batch {
  /** Everything before the results, as it lies in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly code: Uint8Array;
  readonly template: Uint8Array;
  /** Machine code of each test. */
  readonly codes: Uint8Array[] = [];

  constructor(readonly capacity = layout.MAX_TESTS) {
    this.bytes = new Uint8Array(layout.INPUT_OFFSET + capacity * layout.RECORD_SIZE);
    this.view = new DataView(this.bytes.buffer);
    this.code = this.bytes.subarray(layout.CODE_OFFSET, layout.CODE_OFFSET + layout.CODE_SIZE);
    this.template = this.bytes.subarray(layout.TEMPLATE_OFFSET, layout.TEMPLATE_OFFSET + layout.WINDOW_SIZE);
    this.code.fill(FILLER);
    writeUserDescriptors(this.view, layout.DESCRIPTORS_OFFSET);
  }

  get count(): number {
    return this.codes.length;
  }
  get full(): boolean {
    return this.count >= this.capacity;
  }
  /** Bytes in use. */
  get used(): number {
    return this.inputOffset(this.count);
  }
  /** Linear address of the first instruction of test `index`. */
  addressOf(index: number): number {
    return (
      layout.CODE_ADDRESS + (index % (layout.CODE_SIZE / layout.TEST_STRIDE)) * layout.TEST_STRIDE + layout.TEST_MARGIN
    );
  }
  /** State record of test `index`, which the caller fills. */
  input(index: number): Uint8Array {
    return this.bytes.subarray(this.inputOffset(index), this.inputOffset(index + 1));
  }
  inputOffset(index: number): number {
    return layout.INPUT_OFFSET + index * layout.RECORD_SIZE;
  }

  /** Appends a test; the caller fills its state record. @returns its index */
  add(code: Uint8Array): number {
    const index = this.count;
    this.codes.push(code.slice());
    this.place(index, code);
    this.view.setUint32(layout.HEADER_COUNT, this.count, true);
    return index;
  }

  /** Makes test `index` an INT3: for those that would reach what is not theirs. */
  remove(index: number): void {
    this.place(index, new Uint8Array(this.codes[index].length).fill(FILLER));
  }

  /** Makes test `index` the last one, and its code `code`, which is not longer than it was. */
  endWith(index: number, code: Uint8Array): void {
    this.remove(index);
    this.place(index, code);
    this.view.setUint32(layout.HEADER_COUNT, index + 1, true);
  }

  private place(index: number, code: Uint8Array): void {
    this.code.set(code, this.addressOf(index) - layout.CODE_ADDRESS);
  }
}

/** What a back end makes of a batch: a record and a window image for each test. */
export interface BatchResult {
  readonly records: Uint8Array;
  readonly windows: Uint8Array;
}

/** A machine that runs tests. */
export interface Oracle {
  readonly name: string;
  /** @param first the test to begin with */
  run(batch: Batch, first?: number): Promise<BatchResult>;
}
