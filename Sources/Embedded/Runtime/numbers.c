// Arithmetic that WebAssembly has no instructions for: whole numbers of 128 bits, rounding half away from
// zero, half precision.
#include <stdint.h>

typedef unsigned __int128 u128;
typedef union { u128 whole; struct { uint64_t low, high; } half; } parts;

__int128 __multi3(__int128 a, __int128 b) {
  parts x = {(u128)a}, y = {(u128)b}, product;
  uint64_t al = (uint32_t)x.half.low, ah = x.half.low >> 32;
  uint64_t bl = (uint32_t)y.half.low, bh = y.half.low >> 32;
  uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
  uint64_t middle = (ll >> 32) + (uint32_t)lh + (uint32_t)hl;
  product.half.low = middle << 32 | (uint32_t)ll;
  product.half.high = hh + (lh >> 32) + (hl >> 32) + (middle >> 32) + x.half.high * y.half.low
    + x.half.low * y.half.high;
  return (__int128)product.whole;
}

__int128 __ashlti3(__int128 a, int n) {
  parts x = {(u128)a};
  if (n & 64) {
    x.half.high = x.half.low << (n & 63);
    x.half.low = 0;
  } else if (n) {
    x.half.high = x.half.high << n | x.half.low >> (64 - n);
    x.half.low <<= n;
  }
  return (__int128)x.whole;
}

__int128 __lshrti3(__int128 a, int n) {
  parts x = {(u128)a};
  if (n & 64) {
    x.half.low = x.half.high >> (n & 63);
    x.half.high = 0;
  } else if (n) {
    x.half.low = x.half.low >> n | x.half.high << (64 - n);
    x.half.high >>= n;
  }
  return (__int128)x.whole;
}

float roundf(float x) {
  float whole = __builtin_truncf(x), rest = x - whole;
  return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
}

double round(double x) {
  double whole = __builtin_trunc(x), rest = x - whole;
  return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
}

float __extendhfsf2(uint16_t half) {
  uint32_t exponent = half >> 10 & 31, fraction = half & 1023;
  union { uint32_t bits; float number; } r;
  if (exponent == 31) r.bits = 0x7f800000 | fraction << 13;
  else if (exponent) r.bits = (exponent + 112) << 23 | fraction << 13;
  else r.number = (float)fraction * 0x1p-24f;
  r.bits |= (uint32_t)(half & 0x8000) << 16;
  return r.number;
}
