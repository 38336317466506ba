// The C library that the compiler expects, for a module of WebAssembly that has no system: memory, and
// what is asked of one. It imports a single function, which takes a character to whoever loaded it.
#include <stddef.h>
#include <stdint.h>

// Pieces of memory come in powers of two, and a piece given back waits in the list of its size. Nothing is
// joined or cut, so that a picture drawn ten thousand times needs no more than one drawn once.

extern unsigned char __heap_base;
static uintptr_t top;
struct head { size_t kind; uintptr_t start; };  // right before what the caller gets
struct idle { struct idle *next; };
static struct idle *lists[32];

static uintptr_t take(size_t bytes) {
  if (!top) top = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
  uintptr_t start = top, end = start + bytes, have = __builtin_wasm_memory_size(0) << 16;
  if (end < start) __builtin_trap();
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) >> 16) == (size_t)-1)
    __builtin_trap();
  top = end;
  return start;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment < 16) alignment = 16;
  size_t needed = size + sizeof(struct head) + alignment, kind = 5;
  if (needed < size || needed > (size_t)1 << 31) __builtin_trap();
  while (((size_t)1 << kind) < needed) kind++;
  uintptr_t start = (uintptr_t)lists[kind];
  if (start) lists[kind] = lists[kind]->next; else start = take((size_t)1 << kind);
  uintptr_t place = (start + sizeof(struct head) + alignment - 1) & ~(uintptr_t)(alignment - 1);
  ((struct head *)place)[-1] = (struct head){kind, start};
  *result = (void *)place;
  return 0;
}

void free(void *place) {
  if (!place) return;
  struct head head = ((struct head *)place)[-1];
  struct idle *piece = (struct idle *)head.start;
  piece->next = lists[head.kind];
  lists[head.kind] = piece;
}

void *malloc(size_t size) {
  void *place;
  posix_memalign(&place, 16, size);
  return place;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  return __builtin_memcpy(to, from, n);
}
void *memmove(void *to, const void *from, size_t n) { return __builtin_memmove(to, from, n); }
void *memset(void *to, int byte, size_t n) { return __builtin_memset(to, byte, n); }
int memcmp(const void *a, const void *b, size_t n) {
  const unsigned char *x = a, *y = b;
  for (size_t i = 0; i < n; i++)
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  return 0;
}

uintptr_t __stack_chk_guard = 0x5bd1e995;
void __stack_chk_fail(void) { __builtin_trap(); }
void arc4random_buf(void *to, size_t n) { memset(to, 0x5a, n); }  // seeds hashes: chance is not wanted

__attribute__((import_module("page"), import_name("putchar"))) int page_putchar(int);
int putchar(int character) { return page_putchar(character); }
