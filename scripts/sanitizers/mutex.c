// The slow ways of Swift's Mutex, for programs under ThreadSanitizer.
//
// Synchronization locks by compare-and-exchange that is compiled into its users, where the sanitizer sees it. Under
// contention it calls these functions of its library, which hand the lock over by futex: the sanitizer sees nothing of
// that, and tells of races where the lock was held. Linked into a program, these take their place. No waiter is ever
// noted, so that every unlock is the fast one.
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define CALL __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

CALL void lock_slow(uint32_t thread, SELF _Atomic uint32_t *owner) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
CALL bool try_lock_slow(SELF _Atomic uint32_t *owner) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
CALL void unlock_slow(SELF _Atomic uint32_t *owner) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

CALL void lock_slow(uint32_t thread, SELF _Atomic uint32_t *owner) {
  uint32_t nobody = 0;
  while (!atomic_compare_exchange_weak_explicit(owner, &nobody, thread, memory_order_acquire, memory_order_relaxed)) {
    // The same thread would wait for ever, where the library stops.
    if (nobody == thread) abort();
    nobody = 0;
    sched_yield();
  }
}

CALL bool try_lock_slow(SELF _Atomic uint32_t *owner) {
  (void)owner;
  return false;
}

CALL void unlock_slow(SELF _Atomic uint32_t *owner) {
  (void)owner;
  abort();
}
