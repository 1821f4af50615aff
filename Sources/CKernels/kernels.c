// Which tier is taken, and what is the same in all of them.
#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE
#include "include/CKernels.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

extern const struct nn_kernels nn_avx512, nn_avx2, nn_neon, nn_plain;

const struct nn_kernels *nn_kernels(const char *name) {
  const struct nn_kernels *tiers[3];
  int count = 0;
#ifdef __x86_64__
  if (__builtin_cpu_supports("x86-64-v4")) tiers[count++] = &nn_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tiers[count++] = &nn_avx2;
#endif
#ifdef __aarch64__
  tiers[count++] = &nn_neon;
#endif
  tiers[count++] = &nn_plain;
  if (!name) return tiers[0];
  for (int i = 0; i < count; i++)
    if (strcmp(tiers[i]->name, name) == 0) return tiers[i];
  return NULL;
}

// The control register's standard settings; an x86 library may have changed it, or an option of its compiler.
#ifdef __x86_64__
uint64_t nn_enter_standard_environment(void) {
  const uint32_t before = __builtin_ia32_stmxcsr();
  if ((before & ~0x3Fu) != 0x1F80) __builtin_ia32_ldmxcsr(0x1F80);
  return before;
}
void nn_leave_standard_environment(uint64_t before) {
  if ((before & ~0x3Fu) != 0x1F80) __builtin_ia32_ldmxcsr((uint32_t)before);
}
#elif defined(__aarch64__)
uint64_t nn_enter_standard_environment(void) {
  const uint64_t before = __builtin_arm_rsr64("fpcr");
  if (before != 0) __builtin_arm_wsr64("fpcr", 0);
  return before;
}
void nn_leave_standard_environment(uint64_t before) {
  if (before != 0) __builtin_arm_wsr64("fpcr", before);
}
#else
#error "the control register of this processor is not described here"
#endif

size_t nn_scratch(size_t rows) { return rows * 2 * 16 + 2 * 48 * 16; }

void nn_start_flushing(int descriptor, int64_t offset, int64_t count) {
  (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int nn_is_mounted(const char *path) {
#ifdef STATX_ATTR_MOUNT_ROOT
  struct statx status;
  return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0, &status) == 0 &&
         (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
  (void)path;
  return 0;
#endif
}
