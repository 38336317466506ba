// Words for single instructions that Swift has none for, and nothing else: each is inlined into Swift
// without a call. A word that not every processor knows has a plain form with the same bits.
#pragma once
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#define WORD static inline __attribute__((always_inline))

typedef float words_floats __attribute__((ext_vector_type(16)));
typedef int words_integers __attribute__((ext_vector_type(16)));

// Asks for the line of the cache at an address, which is read soon, or written.
WORD void words_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 0, 3); }
WORD void words_prefetch_to_write(const void *_Nonnull address) { __builtin_prefetch(address, 1, 3); }

// Products of sixteen lanes that stay whole. Those of Swift are written lane by lane, and where one
// factor is known, the compiler simplifies some lanes and never puts them together again.
WORD words_floats words_times(words_floats a, words_floats b) { return a * b; }
WORD words_floats words_plus_times(words_floats sum, words_floats a, words_floats b) {
  return __builtin_elementwise_fma(a, b, sum);
}

// In each lane the number of `table` that the lowest four bits of `index` say.
WORD words_floats words_plainly_pick(words_floats table, words_integers index) {
  words_floats picked;
  for (int i = 0; i < 16; i++) picked[i] = table[index[i] & 15];
  return picked;
}

// The same of `second` in the lanes whose bit is set in `bits`, and of `first` in the others.
WORD words_floats words_plainly_pick_of_two(
    words_floats first, words_floats second, unsigned short bits, words_integers index) {
  words_floats picked;
  for (int i = 0; i < 16; i++) {
    picked[i] = bits >> i & 1 ? second[index[i] & 15] : first[index[i] & 15];
  }
  return picked;
}

#if defined(__AVX512F__)
#define WORDS_PICK_AT_ONCE 1

WORD words_floats words_pick(words_floats table, words_integers index) {
  return (words_floats)_mm512_permutexvar_ps((__m512i)index, (__m512)table);
}

WORD words_floats words_pick_of_two(
    words_floats first, words_floats second, unsigned short bits, words_integers index) {
  __m512 picked = _mm512_permutexvar_ps((__m512i)index, (__m512)first);
  return (words_floats)_mm512_mask_permutexvar_ps(picked, bits, (__m512i)index, (__m512)second);
}
#else
#define WORDS_PICK_AT_ONCE 0

WORD words_floats words_pick(words_floats table, words_integers index) {
  return words_plainly_pick(table, index);
}

WORD words_floats words_pick_of_two(
    words_floats first, words_floats second, unsigned short bits, words_integers index) {
  return words_plainly_pick_of_two(first, second, bits, index);
}
#endif
