/** Integer arithmetic, loops, calls and sorting. */
#include <string.h>

#include "bench.h"

#define SIEVE_SIZE 1000000
#define SORT_SIZE 50000

static uint8_t composite[SIEVE_SIZE];
static uint32_t numbers[SORT_SIZE];

/** Sieve of Eratosthenes over a megabyte of bytes. */
static uint64_t run_sieve(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(80, scale); round > 0; round--) {
    uint32_t primes = 0;
    memset(composite, 0, SIEVE_SIZE);
    for (uint32_t candidate = 2; candidate < SIEVE_SIZE; candidate++) {
      if (composite[candidate]) continue;
      primes++;
      for (uint64_t multiple = (uint64_t)candidate * candidate; multiple < SIEVE_SIZE; multiple += candidate)
        composite[multiple] = 1;
    }
    check(primes == 78498, "sieve: there are 78498 primes below a million");
    checksum = fold(checksum, primes + round);
  }
  return checksum;
}

static void fill_numbers(uint64_t seed) {
  for (uint32_t index = 0; index < SORT_SIZE; index++) numbers[index] = (uint32_t)(next_random(&seed) >> 32);
}

static uint64_t sorted_checksum(void) {
  uint64_t checksum = 0;
  for (uint32_t index = 1; index < SORT_SIZE; index++) {
    check(numbers[index - 1] <= numbers[index], "sort: not in order");
    checksum = fold(checksum, numbers[index]);
  }
  return checksum;
}

/** Quicksort, Hoare's partition around the middle; short runs by insertion. */
static void sort_inline(uint32_t *first, uint32_t *last) {
  while (last - first > 12) {
    uint32_t pivot = first[(last - first) / 2];
    uint32_t *low = first - 1, *high = last + 1;
    for (;;) {
      do low++;
      while (*low < pivot);
      do high--;
      while (*high > pivot);
      if (low >= high) break;
      uint32_t swapped = *low;
      *low = *high;
      *high = swapped;
    }
    sort_inline(high + 1, last);
    last = high;
  }
  for (uint32_t *next = first + 1; next <= last; next++) {
    uint32_t value = *next, *place = next;
    for (; place > first && place[-1] > value; place--) *place = place[-1];
    *place = value;
  }
}

static uint64_t run_sort(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(120, scale); round > 0; round--) {
    fill_numbers(round);
    sort_inline(numbers, numbers + SORT_SIZE - 1);
    checksum = fold(checksum, sorted_checksum());
  }
  return checksum;
}

typedef int comparison(const void *left, const void *right);

static int compare_numbers(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

/** Heapsort of elements of any size, which only the comparison knows: an indirect call for every step. */
static NOINLINE void sift_down(char *heap, size_t root, size_t count, size_t size, comparison *compare) {
  char held[16];
  memcpy(held, heap + root * size, size);
  for (;;) {
    size_t child = 2 * root + 1;
    if (child >= count) break;
    if (child + 1 < count && compare(heap + child * size, heap + (child + 1) * size) < 0) child++;
    if (compare(held, heap + child * size) >= 0) break;
    memcpy(heap + root * size, heap + child * size, size);
    root = child;
  }
  memcpy(heap + root * size, held, size);
}

static NOINLINE void sort_with(char *elements, size_t count, size_t size, comparison *compare) {
  char swapped[16];
  for (size_t root = count / 2; root-- > 0;) sift_down(elements, root, count, size, compare);
  for (size_t end = count; end-- > 1;) {
    memcpy(swapped, elements, size);
    memcpy(elements, elements + end * size, size);
    memcpy(elements + end * size, swapped, size);
    sift_down(elements, 0, end, size, compare);
  }
}

static comparison *volatile chosen_comparison = compare_numbers;

static uint64_t run_sort_callback(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(24, scale); round > 0; round--) {
    fill_numbers(round + 1000);
    sort_with((char *)numbers, SORT_SIZE, sizeof numbers[0], chosen_comparison);
    checksum = fold(checksum, sorted_checksum());
  }
  return checksum;
}

/** High half of a product, from 32-bit parts: the same source on 32-bit machines. */
static inline uint64_t multiply_high(uint64_t a, uint64_t b) {
  uint64_t low = (a & 0xffffffff) * (b & 0xffffffff);
  uint64_t middle = (a >> 32) * (b & 0xffffffff) + (low >> 32);
  uint64_t other = (a & 0xffffffff) * (b >> 32) + (middle & 0xffffffff);
  return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

/** Multiplications, shifts and rotations of 64 bits, each depending on the last. */
static uint64_t run_arith64(uint32_t scale) {
  uint64_t a = 1, b = UINT64_C(0x9e3779b97f4a7c15), c = 0;
  for (uint32_t round = share(150000000, scale); round > 0; round--) {
    a = a * b + round;
    c ^= multiply_high(a, b);
    b = (b << 13 | b >> 51) + (c & 0xff) + (a < c);
  }
  return a ^ b ^ c;
}

static NOINLINE uint64_t greatest_divisor(uint64_t a, uint64_t b) {
  while (b != 0) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Divisions of 64 and 32 bits. */
static uint64_t run_divide(uint32_t scale) {
  uint64_t seed = 7, checksum = 0;
  for (uint32_t round = share(6400000, scale); round > 0; round--) {
    uint64_t a = next_random(&seed), b = next_random(&seed) >> (round % 48) | 1;
    checksum = fold(checksum, greatest_divisor(a, b));
    checksum += (uint32_t)a / ((uint32_t)b | 1) + (uint64_t)((int64_t)a / (int32_t)((uint32_t)b | 1));
  }
  return checksum;
}

static NOINLINE uint32_t fibonacci(uint32_t n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

/** Takeuchi's function: calls whose results are arguments of calls. */
static NOINLINE int32_t takeuchi(int32_t x, int32_t y, int32_t z) {
  if (y >= x) return z;
  return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

static uint64_t run_recursion(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(100, scale); round > 0; round--) {
    checksum = fold(checksum, fibonacci(22 + round % 4));
    checksum = fold(checksum, (uint64_t)takeuchi(14 + (int32_t)(round % 3), 8, 1));
  }
  return checksum;
}

static NOINLINE uint32_t place_queens(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t solutions = 0;
  for (uint32_t free = all & ~(columns | left | right); free != 0; free &= free - 1) {
    uint32_t square = free & -free;
    solutions += place_queens(all, columns | square, (left | square) << 1, (right | square) >> 1);
  }
  return solutions;
}

/** The queens' problem by bit masks: ten on a board of ten have 724 solutions. */
static uint64_t run_queens(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(800, scale); round > 0; round--) {
    uint32_t solutions = place_queens((1u << 10) - 1, 0, 0, 0);
    check(solutions == 724, "queens: ten queens have 724 solutions");
    checksum = fold(checksum, solutions + round);
  }
  return checksum;
}

#define MATRIX 96
static int32_t left_matrix[MATRIX][MATRIX], right_matrix[MATRIX][MATRIX], product[MATRIX][MATRIX];

static uint64_t run_matrix_i32(uint32_t scale) {
  uint64_t seed = 3, checksum = 0;
  for (uint32_t index = 0; index < MATRIX * MATRIX; index++) {
    left_matrix[index / MATRIX][index % MATRIX] = (int32_t)(next_random(&seed) >> 48);
    right_matrix[index / MATRIX][index % MATRIX] = (int32_t)(next_random(&seed) >> 48);
  }
  for (uint32_t round = share(480, scale); round > 0; round--) {
    for (uint32_t row = 0; row < MATRIX; row++) {
      for (uint32_t column = 0; column < MATRIX; column++) {
        uint32_t sum = 0;
        for (uint32_t k = 0; k < MATRIX; k++) sum += (uint32_t)left_matrix[row][k] * (uint32_t)right_matrix[k][column];
        product[row][column] = (int32_t)sum;
      }
    }
    left_matrix[round % MATRIX][round % MATRIX] = product[round % MATRIX][5] >> 16;
    checksum = fold(checksum, (uint32_t)product[round % MATRIX][round % 7]);
  }
  return checksum;
}

static const struct test tests[] = {
    {"sieve", run_sieve, NULL},
    {"sort", run_sort, NULL},
    {"sort-callback", run_sort_callback, NULL},
    {"arith64", run_arith64, NULL},
    {"divide", run_divide, NULL},
    {"recursion", run_recursion, NULL},
    {"queens", run_queens, NULL},
    {"matrix-i32", run_matrix_i32, NULL},
    {"interpreter", run_interpreter, NULL},
    {"hash", run_hash, NULL},
    {"string", run_string, NULL},
    {"sha256", run_sha256, NULL},
};
const struct group integer_group = GROUP("integer", tests);
