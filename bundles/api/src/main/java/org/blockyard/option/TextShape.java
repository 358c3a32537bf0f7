package org.blockyard.option;

import org.blockyard.io.BlockException;

/** Text of at most {@code max} characters. */
record TextShape(long max) implements Shape {
    @Override
    public OptionType type() {
        return new OptionType.Text(max);
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        if (!(tree instanceof String text)) {
            throw Complaint.type(path, "string");
        }
        if (text.length() > max) {
            throw Complaint.expects(path, "at most " + max + " characters");
        }
        return text;
    }

    @Override
    public Object write(Object value) {
        return value;
    }
}
