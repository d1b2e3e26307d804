/** Kernels on vectors of 16 bytes, in GCC's portable vector notation: AdvSIMD, SSE or plain code as the target has it. */
#include <string.h>

#include "bench.h"

typedef float f32x4 __attribute__((vector_size(16)));
typedef double f64x2 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));

/** Lane by lane `yes` where the comparison held, else `no`; C has no `?:` on vectors. */
#define SELECT(type, mask, yes, no) ((type)(((u8x16)(mask) & (u8x16)(yes)) | (~(u8x16)(mask) & (u8x16)(no))))

/** 16 KiB each. */
#define VECTORS 1024
static union {
  f32x4 f32[VECTORS];
  f64x2 f64[VECTORS];
  i32x4 i32[VECTORS];
  u8x16 u8[VECTORS];
} a, b;

static uint64_t vector_checksum(const void *vectors) {
  uint64_t checksum = 0, words[2];
  for (int index = 0; index < VECTORS; index++) {
    memcpy(words, (const char *)vectors + index * 16, 16);
    checksum = fold(fold(checksum, words[0]), words[1]);
  }
  return checksum;
}

/** y = y * 0.75 + x * f, and a running dot product. */
uint64_t run_vector_f32(uint32_t scale) {
  f32x4 dot = {0, 0, 0, 0};
  for (int index = 0; index < VECTORS; index++) {
    a.f32[index] = (f32x4){(float)index, 1, 0.5f, (float)(index % 7)};
    b.f32[index] = (f32x4){0.25f, (float)(index % 5), 2, -1};
  }
  for (uint32_t round = share(12000, scale); round > 0; round--) {
    float factor = (float)(round % 64) / 64;
    for (int index = 0; index < VECTORS; index++) {
      b.f32[index] = b.f32[index] * 0.75f + a.f32[index] * factor;
      dot += a.f32[index] * b.f32[index];
    }
    dot *= 0.001f;
  }
  return fold(vector_checksum(&b), bits_of_float(dot[0] + dot[1] + dot[2] + dot[3]));
}

/** A polynomial, a division and a selection by comparison. */
uint64_t run_vector_f64(uint32_t scale) {
  for (int index = 0; index < VECTORS; index++) a.f64[index] = (f64x2){index / 1024.0, 1 - index / 512.0};
  memset(&b, 0, sizeof b);
  for (uint32_t round = share(10000, scale); round > 0; round--) {
    double offset = (double)(round % 32) / 32;
    for (int index = 0; index < VECTORS; index++) {
      f64x2 x = a.f64[index] + offset;
      f64x2 value = ((x * 0.5 + 0.25) * x - 0.125) * x + 1.5;
      f64x2 quotient = value / (x * x + 1);
      b.f64[index] = SELECT(f64x2, value > b.f64[index], quotient, b.f64[index] * 0.5);
    }
  }
  return vector_checksum(&b);
}

/** Multiplications, shifts, minima and maxima of 32-bit lanes. */
uint64_t run_vector_i32(uint32_t scale) {
  uint64_t seed = 9;
  for (int index = 0; index < VECTORS * 4; index++) a.i32[index / 4][index % 4] = (int32_t)next_random(&seed);
  memset(&b, 0, sizeof b);
  for (uint32_t round = share(36000, scale); round > 0; round--) {
    uint32_t factor = round * 2654435761u;
    for (int index = 0; index < VECTORS; index++) {
      i32x4 value = (i32x4)((u32x4)a.i32[index] * factor);
      value ^= value >> 7;
      b.i32[index] = SELECT(i32x4, value > b.i32[index], value, b.i32[index] - (b.i32[index] >> 3));
    }
  }
  return vector_checksum(&b);
}

/** Average, difference and threshold of bytes, as picture filters do. */
uint64_t run_vector_u8(uint32_t scale) {
  uint64_t seed = 10;
  for (int index = 0; index < VECTORS * 16; index++) {
    a.u8[index / 16][index % 16] = (uint8_t)(next_random(&seed) >> 56);
    b.u8[index / 16][index % 16] = (uint8_t)(next_random(&seed) >> 56);
  }
  for (uint32_t round = share(36000, scale); round > 0; round--) {
    uint8_t threshold = (uint8_t)round;
    for (int index = 0; index < VECTORS; index++) {
      u8x16 x = a.u8[index], y = b.u8[index];
      u8x16 average = (x & y) + ((x ^ y) >> 1);
      u8x16 difference = SELECT(u8x16, x > y, x - y, y - x);
      b.u8[index] = SELECT(u8x16, difference > threshold, average, y + (uint8_t)17);
    }
  }
  return vector_checksum(&b);
}

/** Permutations: transposing blocks of four by four, and reversing bytes. */
uint64_t run_vector_shuffle(uint32_t scale) {
  static const u8x16 reversed = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
  uint64_t seed = 12;
  for (int index = 0; index < VECTORS * 4; index++) a.i32[index / 4][index % 4] = (int32_t)next_random(&seed);
  for (uint32_t round = share(100000, scale); round > 0; round--) {
    a.i32[round % VECTORS][0] ^= (int32_t)round;
    for (int index = 0; index < VECTORS; index += 4) {
      i32x4 *rows = a.i32 + index;
      i32x4 low = __builtin_shuffle(rows[0], rows[1], (i32x4){0, 4, 1, 5});
      i32x4 high = __builtin_shuffle(rows[0], rows[1], (i32x4){2, 6, 3, 7});
      i32x4 low2 = __builtin_shuffle(rows[2], rows[3], (i32x4){0, 4, 1, 5});
      i32x4 high2 = __builtin_shuffle(rows[2], rows[3], (i32x4){2, 6, 3, 7});
      rows[0] = __builtin_shuffle(low, low2, (i32x4){0, 1, 4, 5});
      rows[1] = __builtin_shuffle(low, low2, (i32x4){2, 3, 6, 7});
      rows[2] = __builtin_shuffle(high, high2, (i32x4){0, 1, 4, 5});
      rows[3] = (i32x4)__builtin_shuffle((u8x16)__builtin_shuffle(high, high2, (i32x4){2, 3, 6, 7}), reversed);
    }
  }
  return vector_checksum(&a);
}
