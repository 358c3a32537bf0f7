package org.blockyard.option;

import org.blockyard.io.BlockException;

/** Whole numbers and sizes; {@code narrow} ones are an {@code int} in the record. */
record NumberShape(
        boolean size, boolean narrow, long min, long max, long multipleOf, boolean powerOfTwo)
        implements Shape {
    /** What the annotation says, within what the Java type and the kind of number can hold. */
    static NumberShape of(
            boolean narrow, boolean size, long min, long max, long multipleOf, boolean powerOfTwo) {
        long least = Math.max(min, size ? 0 : narrow ? Integer.MIN_VALUE : Long.MIN_VALUE);
        return new NumberShape(
                size,
                narrow,
                least,
                narrow ? Math.min(max, Integer.MAX_VALUE) : max,
                multipleOf,
                powerOfTwo);
    }

    @Override
    public OptionType type() {
        return size
                ? new OptionType.Size(min, max, multipleOf, powerOfTwo)
                : new OptionType.Int(qapi(), min, max, multipleOf, powerOfTwo);
    }

    private String qapi() {
        if (min < 0) {
            return narrow ? "int32" : "int";
        }
        return max <= 0xFF
                ? "uint8"
                : max <= 0xFFFF ? "uint16" : max <= 0xFFFF_FFFFL ? "uint32" : "uint64";
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        long value = number(tree, mode, path);
        if (value < min || value > max) {
            throw Complaint.expects(path, range());
        }
        if (multipleOf > 1 && value % multipleOf != 0) {
            throw Complaint.expects(path, "a multiple of " + multipleOf);
        }
        if (powerOfTwo && Long.bitCount(value) != 1) {
            throw Complaint.expects(path, "a power of two");
        }
        return narrow ? (Object) (int) value : (Object) value;
    }

    private long number(Object tree, ReadMode mode, String path) throws BlockException {
        if (tree instanceof Long
                || tree instanceof Integer
                || tree instanceof Short
                || tree instanceof Byte) {
            return ((Number) tree).longValue();
        }
        if (mode == ReadMode.JSON || !(tree instanceof String text)) {
            throw Complaint.type(path, "integer");
        }
        if (!size) {
            return Sizes.number(text).orElseThrow(() -> Complaint.type(path, "integer"));
        }
        try {
            return Sizes.parse(text);
        } catch (BlockException e) {
            throw Complaint.expects(path, "a size such as 512, 64K or 1.5G");
        }
    }

    private String range() {
        if (max == Long.MAX_VALUE) {
            return "a number of at least " + min;
        }
        return min == Long.MIN_VALUE
                ? "a number of at most " + max
                : "a number from " + min + " to " + max;
    }

    @Override
    public Object write(Object value) {
        return ((Number) value).longValue();
    }
}
