/** Images with something wrong, for tests. */
import fc from "fast-check";

/** A valid image with up to eight of its first bytes changed and perhaps its end cut off. */
export function mangled(image: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(Math.min(image.length, 512) - 1), fc.nat(255));
  return fc.tuple(fc.array(edit, { maxLength: 8 }), fc.nat(image.length)).map(([edits, cut]) => {
    const copy = image.slice(0, cut % 4 === 0 ? cut : image.length);
    for (const [at, value] of edits) if (at < copy.length) copy[at] = value;
    return copy;
  });
}
