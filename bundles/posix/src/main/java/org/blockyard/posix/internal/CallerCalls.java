package org.blockyard.posix.internal;

/** Calls on the thread that asks. */
final class CallerCalls implements DiskCalls {
    private final CallSlots slots;

    CallerCalls(CallSlots slots) {
        this.slots = slots;
    }

    @Override
    public long call(DiskCall call, long descriptor, long address, long length, long offset) {
        var slot = slots.take();
        try {
            long result =
                    Libc.call(call.function, slot.memory(), descriptor, address, length, offset, 0);
            // an int result may come with anything in the upper half
            return (call == DiskCall.SYNC_DATA ? (int) result : result) < 0
                    ? -slot.errno()
                    : result;
        } finally {
            slots.give(slot);
        }
    }
}
