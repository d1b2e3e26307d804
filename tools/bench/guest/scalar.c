/**
 * Floating point, one number at a time. Every operation is one that IEEE 754 defines to the bit (and -ffp-contract=off
 * keeps the compiler from fusing any), so that checksums are equal on all machines.
 */
#include <math.h>

#include "bench.h"

#define SIZE 64
static double left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];

static double fraction(uint64_t *seed) {
  return (double)(next_random(seed) >> 11) / 9007199254740992.0;
}

static uint64_t run_matrix_f64(uint32_t scale) {
  uint64_t seed = 1, checksum = 0;
  for (int index = 0; index < SIZE * SIZE; index++) {
    left[index / SIZE][index % SIZE] = fraction(&seed) - 0.5;
    right[index / SIZE][index % SIZE] = fraction(&seed) - 0.5;
  }
  for (uint32_t round = share(400, scale); round > 0; round--) {
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        double sum = 0;
        for (int k = 0; k < SIZE; k++) sum += left[row][k] * right[k][column];
        product[row][column] = sum;
      }
    }
    left[round % SIZE][3] = product[round % SIZE][round % 5] * 0.25;
    checksum = fold(checksum, bits_of_double(product[round % SIZE][7]));
  }
  return checksum;
}

#define BODIES 5
struct body {
  double position[3], velocity[3], mass;
};

static void advance(struct body *bodies, double step) {
  for (int i = 0; i < BODIES; i++) {
    for (int j = i + 1; j < BODIES; j++) {
      double distance[3], squared = 0.01;
      for (int axis = 0; axis < 3; axis++) {
        distance[axis] = bodies[i].position[axis] - bodies[j].position[axis];
        squared += distance[axis] * distance[axis];
      }
      double magnitude = step / (squared * sqrt(squared));
      for (int axis = 0; axis < 3; axis++) {
        bodies[i].velocity[axis] -= distance[axis] * bodies[j].mass * magnitude;
        bodies[j].velocity[axis] += distance[axis] * bodies[i].mass * magnitude;
      }
    }
  }
  for (int i = 0; i < BODIES; i++) {
    for (int axis = 0; axis < 3; axis++) bodies[i].position[axis] += step * bodies[i].velocity[axis];
  }
}

/** Five bodies that attract each other: multiplications, a square root and a division for each pair. */
static uint64_t run_bodies_f64(uint32_t scale) {
  struct body bodies[BODIES];
  uint64_t seed = 2, checksum = 0;
  for (int i = 0; i < BODIES; i++) {
    bodies[i].mass = fraction(&seed) + 0.1;
    for (int axis = 0; axis < 3; axis++) {
      bodies[i].position[axis] = fraction(&seed) * 4 - 2;
      bodies[i].velocity[axis] = fraction(&seed) - 0.5;
    }
  }
  for (uint32_t round = share(500000, scale); round > 0; round--) advance(bodies, 0.001);
  for (int i = 0; i < BODIES; i++) checksum = fold(checksum, bits_of_double(bodies[i].position[i % 3]));
  return checksum;
}

static NOINLINE uint32_t escape_time(double real, double imaginary, uint32_t limit) {
  double x = 0, y = 0;
  uint32_t steps = 0;
  for (; steps < limit; steps++) {
    double xx = x * x, yy = y * y;
    if (xx + yy > 4) break;
    y = 2 * x * y + imaginary;
    x = xx - yy + real;
  }
  return steps;
}

/** The Mandelbrot set: short dependent chains and a comparison at each step. */
static uint64_t run_mandelbrot_f64(uint32_t scale) {
  uint64_t checksum = 0;
  uint32_t rows = share(450, scale);  // a part of the work is every so many rows of the same picture
  for (uint32_t row = 0; row < rows; row++) {
    for (uint32_t column = 0; column < 240; column++)
      checksum = fold(checksum, escape_time(column / 80.0 - 2.2, (double)row * scale / 187.5 - 1.2, 1000));
  }
  return checksum;
}

/** i386 has no such instruction: the C library computes it, in a hundred instructions that change the rounding mode. */
#ifdef __i386__
#define FMA_ROUNDS 100000
#else
#define FMA_ROUNDS 10000000
#endif

/** Horner's rule with fused multiply-add. */
static uint64_t run_fma_f64(uint32_t scale) {
  static const double coefficients[8] = {1, -0.5, 0.25, 0.75, -0.125, 0.0625, 0.3, -0.7};
  double sum = 0;
  for (uint32_t round = share(FMA_ROUNDS, scale); round > 0; round--) {
    double x = (double)(round % 1000) / 1000, value = 0.1;
    for (int index = 0; index < 8; index++) value = fma(value, x, coefficients[index]);
    sum = sum * 0.5 + value;
  }
  return bits_of_double(sum);
}

#define TAPS 16
#define SAMPLES 4096
static float samples[SAMPLES + TAPS], filtered[SAMPLES];

/** A finite impulse response filter. */
static uint64_t run_filter_f32(uint32_t scale) {
  float taps[TAPS];
  uint64_t seed = 4, checksum = 0;
  for (int tap = 0; tap < TAPS; tap++) taps[tap] = (float)(fraction(&seed) - 0.5) / 4;
  for (int index = 0; index < SAMPLES + TAPS; index++) samples[index] = (float)fraction(&seed);
  for (uint32_t round = share(2000, scale); round > 0; round--) {
    for (int index = 0; index < SAMPLES; index++) {
      float sum = 0;
      for (int tap = 0; tap < TAPS; tap++) sum += samples[index + tap] * taps[tap];
      filtered[index] = sum;
    }
    samples[round % SAMPLES] = filtered[round % 100];
    checksum = fold(checksum, bits_of_float(filtered[round % SAMPLES]));
  }
  return checksum;
}

/** Divisions and square roots, single: Newton's method against the instruction. */
static uint64_t run_root_f32(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(12000000, scale); round > 0; round--) {
    float number = (float)(round % 65521 + 1) / 64, guess = number > 1 ? number / 2 : 1;
    for (int step = 0; step < 4; step++) guess = (guess + number / guess) * 0.5f;
    checksum = fold(checksum, bits_of_float(guess - sqrtf(number)));
  }
  return checksum;
}

/** Between integers and both kinds of floating point, and comparisons. */
static uint64_t run_convert(uint32_t scale) {
  uint64_t seed = 6, checksum = 0;
  double largest = 0;
  for (uint32_t round = share(8000000, scale); round > 0; round--) {
    uint64_t random = next_random(&seed);
    double number = (double)(int64_t)random;
    float narrow = (float)(int32_t)(random >> 20) * 0.5f;
    checksum += (uint64_t)(int64_t)(number / 16) + (uint64_t)(int64_t)(int32_t)(narrow * 0.25f);
    checksum ^= bits_of_float((float)number);
    if (number > largest) largest = number;
    if (narrow < (float)largest) checksum += bits_of_double((double)narrow);
  }
  return fold(checksum, bits_of_double(largest));
}

static const struct test tests[] = {
    {"matrix-f64", run_matrix_f64, NULL},     {"bodies-f64", run_bodies_f64, NULL},
    {"mandelbrot-f64", run_mandelbrot_f64, NULL}, {"fma-f64", run_fma_f64, NULL},
    {"filter-f32", run_filter_f32, NULL},     {"root-f32", run_root_f32, NULL},
    {"convert", run_convert, NULL},           {"vector-f32", run_vector_f32, NULL},
    {"vector-f64", run_vector_f64, NULL},
#ifndef ONLY_FLOAT
    {"vector-i32", run_vector_i32, NULL},     {"vector-u8", run_vector_u8, NULL},
    {"vector-shuffle", run_vector_shuffle, NULL},
#endif
};
const struct group float_group = GROUP(FLOAT_GROUP, tests);
