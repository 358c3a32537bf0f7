package org.blockyard.option;

/** How strictly values are taken. */
public enum ReadMode {
    /** From JSON: a number is a number, a boolean is a boolean. */
    JSON,
    /**
     * From text: everything arrives as a string; {@code on}, {@code 0x10} and {@code 64K} are
     * understood.
     */
    TEXT,
    /** From {@code img -o}: as TEXT, under legacy names and with legacy values. */
    LEGACY
}
