// The fused multiply-add, which WebAssembly does not have: a · b + c with a single rounding, the same bits as
// a processor's own. A sum is rounded to odd first, after which a second rounding does no harm (Boldo and
// Melquiond, IEEE Transactions on Computers 57, 2008).
#include <stdint.h>

typedef unsigned __int128 u128;

float fmaf(float a, float b, float c) {
  // The product of two floats is exact as a double.
  double p = (double)a * b, z = c, s = p + z;
  union { double number; uint64_t bits; } r = {s};
  // Only what lies half way between two floats can be rounded to the wrong side; below the normal floats
  // half ways lie elsewhere.
  if ((r.bits & 0x1fffffff) != 0x10000000 && (r.bits << 1) >= (uint64_t)897 << 53) return (float)s;
  double t = s - p, error = (p - (s - t)) + (z - t);
  if ((error > 0 || error < 0) && !(r.bits & 1)) r.bits += (error > 0) == (s > 0) ? 1 : -1;
  return (float)r.number;
}

static int zeros(u128 x) {
  uint64_t high = (uint64_t)(x >> 64);
  return high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)x);
}

/// Far from both ends of the range: the product and two sums without error, what is left rounded to odd, and one
/// rounding in the end.
static double inDoubles(double x, double y, double z) {
  double p = x * y, k = 134217729.0;  // 2²⁷ + 1 splits a double into halves (Dekker)
  double xh = k * x - (k * x - x), xl = x - xh, yh = k * y - (k * y - y), yl = y - yh;
  double e = ((xh * yh - p) + xh * yl + xl * yh) + xl * yl;
  if (p + z == 0) return e;
  double th = z + e, b0 = th - z, tl = (z - (th - b0)) + (e - b0);
  double vh = p + th, b1 = vh - p, vl = (p - (vh - b1)) + (th - b1);
  union { double number; uint64_t bits; } r = {tl + vl};
  double b2 = r.number - tl, rest = (tl - (r.number - b2)) + (vl - b2);
  if ((rest > 0 || rest < 0) && !(r.bits & 1)) r.bits += (rest > 0) == (r.number > 0) ? 1 : -1;
  return vh + r.number;
}

double fma(double x, double y, double z) {
  union { double number; uint64_t bits; } a = {x}, b = {y}, c = {z}, r;
  int ea = a.bits >> 52 & 2047, eb = b.bits >> 52 & 2047, ec = c.bits >> 52 & 2047;
  if ((unsigned)(ea - 400) < 1200 && (unsigned)(eb - 400) < 1200
      && (unsigned)(ea + eb - 1023 - 200) < 1600 && (unsigned)(ec - 200) < 1600)
    return inDoubles(x, y, z);
  if (ea == 2047 || eb == 2047) return x * y + z;
  if (ec == 2047) return z;
  uint64_t one = (uint64_t)1 << 52;
  uint64_t ma = (a.bits & (one - 1)) | (ea ? one : 0), mb = (b.bits & (one - 1)) | (eb ? one : 0);
  uint64_t mc = (c.bits & (one - 1)) | (ec ? one : 0);
  if (!mc && ma && mb) return x * y;  // one rounding, with the sign of the product
  if (!ma || !mb) return x * y + z;
  ea += !ea, eb += !eb, ec += !ec;

  // product · 2^ep + sum · 2^es, both with the highest bit at 125: a sum has room, and what falls off below
  // is remembered in the lowest bit.
  u128 product = (u128)ma * mb, sum = mc;
  int ep = ea + eb - 2 * 1075, es = ec - 1075;
  int sp = (a.bits ^ b.bits) >> 63, sign = c.bits >> 63;
  int kp = zeros(product) - 2, ks = zeros(sum) - 2;
  product <<= kp, ep -= kp, sum <<= ks, es -= ks;
  int apart = ep - es, exponent = apart >= 0 ? ep : es;
  u128 *small = apart >= 0 ? &sum : &product;
  if (apart < 0) apart = -apart;
  if (apart > 127) {
    *small = 1;
  } else if (apart) {
    u128 lost = *small & (((u128)1 << apart) - 1);
    *small = *small >> apart | (lost != 0);
  }
  if (sp == sign) {
    sum = product + sum;
  } else if (product >= sum) {
    sum = product - sum, sign = sp;
  } else {
    sum = sum - product;
  }
  if (!sum) return 0.0;
  int k = zeros(sum);
  sum <<= k;
  exponent += 127 - k;  // of the highest bit
  int drop = 128 - 53 + (exponent < -1022 ? -1022 - exponent : 0), up = 0;
  uint64_t m = 0;
  if (drop == 128) {
    up = sum > (u128)1 << 127;
  } else if (drop < 128) {
    m = (uint64_t)(sum >> drop);
    u128 rest = sum & (((u128)1 << drop) - 1), half = (u128)1 << (drop - 1);
    up = rest > half || (rest == half && (m & 1));
  }
  m += up;
  r.bits = exponent < -1022 ? m : ((uint64_t)(exponent + 1022) << 52) + m;
  if (exponent + 1022 >= 2046 || r.bits >> 52 >= 2047) r.bits = (uint64_t)2047 << 52;
  r.bits |= (uint64_t)sign << 63;
  return r.number;
}
