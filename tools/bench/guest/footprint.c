/** Thousands of functions: more code than is hot in any cache of translations. */
#include "bench.h"

/* 2048 times the optimiser takes long; what is measured is the number of functions. */
#pragma GCC optimize("O1")

/** A function of a shape and constants of its own; the compiler can merge no two of them. */
#define FUNCTION(n)                                                        \
  static NOINLINE uint32_t f##n(uint32_t x, const uint32_t *table) {       \
    x = x * (2 * n + 1) + table[n % 61];                                   \
    if (x & 1u << n % 31) x ^= x >> (n % 13 + 1);                          \
    else x += table[x % 61] ^ n;                                           \
    x = x << (n % 9 + 1) ^ x >> (n % 11 + 3);                              \
    return x + n;                                                          \
  }
#define NAME(n) f##n,
#define SIXTEEN(M, p) M(p##0) M(p##1) M(p##2) M(p##3) M(p##4) M(p##5) M(p##6) M(p##7) \
  M(p##8) M(p##9) M(p##a) M(p##b) M(p##c) M(p##d) M(p##e) M(p##f)
#define SIXTEEN2(M, p) SIXTEEN(M, p##0) SIXTEEN(M, p##1) SIXTEEN(M, p##2) SIXTEEN(M, p##3) \
  SIXTEEN(M, p##4) SIXTEEN(M, p##5) SIXTEEN(M, p##6) SIXTEEN(M, p##7) \
  SIXTEEN(M, p##8) SIXTEEN(M, p##9) SIXTEEN(M, p##a) SIXTEEN(M, p##b) \
  SIXTEEN(M, p##c) SIXTEEN(M, p##d) SIXTEEN(M, p##e) SIXTEEN(M, p##f)
#define ALL(M) SIXTEEN2(M, 0x1) SIXTEEN2(M, 0x2) SIXTEEN2(M, 0x3) SIXTEEN2(M, 0x4) \
  SIXTEEN2(M, 0x5) SIXTEEN2(M, 0x6) SIXTEEN2(M, 0x7) SIXTEEN2(M, 0x8)

ALL(FUNCTION)

typedef uint32_t function(uint32_t x, const uint32_t *table);
static function *const functions[] = {ALL(NAME)};
#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

static uint32_t table[61];

static void fill_table(void) {
  uint64_t seed = 8;
  for (int index = 0; index < 61; index++) table[index] = (uint32_t)(next_random(&seed) >> 32);
}

/** Functions in random order: all of them are in use, none is hot. */
uint64_t run_footprint(uint32_t scale) {
  uint64_t seed = 21;
  uint32_t x = 1;
  fill_table();
  for (uint32_t round = share(5000000, scale); round > 0; round--)
    x = functions[(next_random(&seed) >> 33) % FUNCTIONS](x, table);
  return x;
}

/** All functions in order, again and again: a program whose loop is as long as its code. */
uint64_t run_call_chain(uint32_t scale) {
  uint32_t x = 1;
  fill_table();
  for (uint32_t round = share(3000, scale); round > 0; round--) {
    for (uint32_t index = 0; index < FUNCTIONS; index++) x = functions[index](x, table);
  }
  return x;
}
