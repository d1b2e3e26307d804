/**
 * What can be wrong with an image. Every loader throws one of these and nothing else, whatever the bytes are.
 * `name` is spelled out in each class, because minified builds rename classes and errors cross a worker boundary by name.
 */

import { VmError } from "../errors.ts";

/** An image (kernel, initrd, device tree, archive) cannot be used; the message says why and what to do. */
export class ImageError extends VmError {
  override readonly name: string = "ImageError";
  /** Which image: a file name or a role such as "kernel". */
  readonly image: string;

  constructor(image: string, message: string) {
    super(`${image}: ${message}`);
    this.image = image;
  }
}

/** The image has no bytes at all. */
export class ImageEmpty extends ImageError {
  override readonly name = "ImageEmpty";
  constructor(image: string) {
    super(image, "the file is empty; choose the file again or download it anew");
  }
}

/** The image ends before something that its own headers promise. */
export class ImageTruncated extends ImageError {
  override readonly name = "ImageTruncated";
  constructor(image: string, field: string, need: number, have: number) {
    super(image, `${field} needs ${need} bytes, the file ends after ${have}; download it again`);
  }
}

/** The bytes are of another kind than asked for; `hint` says what to give instead. */
export class ImageNotRecognised extends ImageError {
  override readonly name = "ImageNotRecognised";
  constructor(image: string, wanted: string, found: string, hint: string) {
    super(image, `expected ${wanted}, found ${found}; ${hint}`);
  }
}

/** The image is well formed, but asks for something that this machine does not have. */
export class ImageUnsupported extends ImageError {
  override readonly name = "ImageUnsupported";
  constructor(image: string, feature: string, hint: string) {
    super(image, `${feature} is not supported; ${hint}`);
  }
}

/** A field of the image contradicts its format. */
export class ImageCorrupt extends ImageError {
  override readonly name = "ImageCorrupt";
  constructor(image: string, field: string, why: string) {
    super(image, `${field} ${why}; the file is damaged or not what its name says`);
  }
}

/** The image does not fit into the memory that is there. */
export class ImageTooLarge extends ImageError {
  override readonly name = "ImageTooLarge";
  constructor(image: string, need: number, have: number, hint = "give the machine more memory") {
    super(image, `needs ${need} bytes, only ${have} are available; ${hint}`);
  }
}

/** A part of the image wants to lie where it cannot. */
export class ImageMisplaced extends ImageError {
  override readonly name = "ImageMisplaced";
  constructor(image: string, what: string, why: string) {
    super(image, `${what} ${why}`);
  }
}

/** The image cannot be had: the server refuses, the connection breaks, the file cannot be read. */
export class ImageUnavailable extends ImageError {
  override readonly name = "ImageUnavailable";
  constructor(image: string, why: string) {
    super(image, `cannot be fetched (${why}); check the address and the connection, then try again`);
  }
}
